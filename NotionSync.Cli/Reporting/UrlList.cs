using NotionSync.Cli.Api;
using NotionSync.Cli.Exporting;
using Spectre.Console;

namespace NotionSync.Cli.Reporting;

/// <summary>What can be tried while the run keeps serving; only what answers is named.</summary>
internal sealed class UrlList(NotionSyncApi api, IAnsiConsole console)
{
    public async Task WriteAsync(Import import, DocumentTree documents, CancellationToken cancellationToken)
    {
        console.Line();
        console.Line("To try:");

        foreach (var (what, url) in Candidates(import, documents))
        {
            if (await api.ExistsAsync(url, cancellationToken))
            {
                console.Line($"  {what,-14} {url.AbsoluteUri}");
            }
        }
    }

    private IEnumerable<(string What, Uri Url)> Candidates(Import import, DocumentTree documents)
    {
        yield return ("admin panel", api.Host);
        yield return ("visitors see", new(api.Host, "trust/demo"));
        yield return ("all documents", api.Url("documents"));
        yield return ("the import", api.Url($"imports/{import.Id}"));

        if (First(documents, "markdown") is { } page)
        {
            yield return ("a document", api.Url(NotionSyncApi.DocumentPath(page.Id)));
            yield return ("as Markdown", api.Url(NotionSyncApi.DocumentPath(page.Id, "markdown")));
            yield return ("as HTML", api.Url(NotionSyncApi.DocumentPath(page.Id, "html")));
        }

        if (First(documents, "file") is { } file)
        {
            yield return ("a file", api.Url(NotionSyncApi.DocumentPath(file.Id, "content")));
        }

        yield return ("the API", new(api.Host, "api/openapi.json"));
    }

    private static Document? First(DocumentTree documents, string kind)
        => documents.Walk().Select((step) => step.Node.Document).FirstOrDefault((document) => document.Kind == kind);
}
