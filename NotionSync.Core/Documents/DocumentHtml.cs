using System.Collections.Concurrent;
using System.Text;
using NotionSync.Html;
using NotionSync.Markdown;
using NotionSync.Notion;

namespace NotionSync.Documents;

/// <summary>Shows documents as web pages, whose links lead to the other documents of the library as it is now.</summary>
public sealed class DocumentHtml(DocumentLibrary library, IDocumentStore documents)
{
    private const int LookupsAtATime = 16;

    /// <returns>A page to send with <see cref="HtmlRenderer.ContentSecurityPolicy"/>; its links are relative to its own address.</returns>
    /// <exception cref="ProblemException"><c>content_missing</c>.</exception>
    public async Task<string> RenderAsync(Document document, CancellationToken cancellationToken)
    {
        await using var content = await library.OpenMarkdownAsync(document, cancellationToken);
        using var reader = new StreamReader(content, Encoding.UTF8);
        var markdown = await reader.ReadToEndAsync(cancellationToken);
        var targets = await FindTargetsAsync(document, markdown, cancellationToken);

        return HtmlRenderer.RenderPage(markdown, document.Title, new() { FindDocument = page => targets.GetValueOrDefault(page) });
    }

    private async Task<IReadOnlyDictionary<NotionId, LinkTarget>> FindTargetsAsync(Document document, string markdown, CancellationToken cancellationToken)
    {
        var targets = new ConcurrentDictionary<NotionId, LinkTarget>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = LookupsAtATime, CancellationToken = cancellationToken };

        await Parallel.ForEachAsync(LinkResolver.FindPages(markdown), parallel, async (page, cancel) =>
        {
            var id = Document.IdFor(document.Source.ConnectionId, page);

            if (await documents.FindAsync(document.TenantId, id, cancel) is { } target)
            {
                targets[page] = new($"../{target.Id}/html", target.Title);
            }
        });

        return targets;
    }
}
