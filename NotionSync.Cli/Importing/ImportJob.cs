using NotionSync.Cli.Api;
using NotionSync.Cli.Exporting;
using NotionSync.Cli.Reporting;
using Spectre.Console;

namespace NotionSync.Cli.Importing;

/// <summary>The main job of a run: connect, import, show what came of it and, when asked, write it to a folder.</summary>
internal sealed class ImportJob(NotionSyncApi api, IAnsiConsole console, TimeProvider time)
{
    /// <param name="token">Token of the Notion integration, or of the emulator.</param>
    /// <param name="pages">Ids or URLs; empty for everything that the connection can see.</param>
    /// <param name="publicTitle">Of these, the page of this title is for everybody, with all below it; null for none. What is not public is internal.</param>
    /// <param name="outFolder">Where to write the documents; null for nowhere.</param>
    /// <returns>Whether everything that was found is now a document.</returns>
    /// <exception cref="RunFailedException">There was nothing to import.</exception>
    public async Task<bool> RunAsync(string token, IReadOnlyList<string> pages, string? publicTitle, string? outFolder, CancellationToken cancellationToken)
    {
        var connection = await api.ConnectAsync(token, cancellationToken);
        console.Line($"Connected to the workspace '{connection.Workspace?.Name ?? "(unnamed)"}'.");

        IReadOnlyList<ImportOrderItem> items = pages.Count > 0
            ? [.. pages.Select((page) => new ImportOrderItem(page))]
            : await RootsAsync(connection.Id, publicTitle, cancellationToken);
        console.Line($"Importing {Quantity.Of(items.Count, "item")} with all below {(items.Count is 1 ? "it" : "them")}:");

        if (items.Any((item) => item.AccessLevel is not null))
        {
            console.Line($"  '{publicTitle}' is for everybody, everything else is internal.");
        }

        var finished = new List<(Import Import, TimeSpan Elapsed)>();

        foreach (var batch in items.Chunk(NotionSyncApi.MaxImportItems))
        {
            finished.Add(await ImportAsync(connection.Id, batch, cancellationToken));
        }

        var documents = DocumentTree.Build(await api.DocumentsAsync(connection.Id, cancellationToken).ToListAsync(cancellationToken));
        new DocumentTable(console).Write(api, documents);
        finished.ForEach((import) => new ImportReport(console).Write(import.Import, import.Elapsed));

        if (outFolder is not null)
        {
            var files = await new DocumentFolder(api, outFolder).WriteAsync(documents, cancellationToken);
            console.Line($"Wrote {Quantity.Of(files, "file")} to {outFolder}.");
        }

        await new UrlList(api, console).WriteAsync(finished[^1].Import, documents, cancellationToken);
        return finished.TrueForAll((import) => import.Import.IsComplete);
    }

    private async Task<(Import Import, TimeSpan Elapsed)> ImportAsync(string connectionId, ImportOrderItem[] items, CancellationToken cancellationToken)
    {
        var started = await api.StartImportAsync(connectionId, items, cancellationToken);
        var watch = new ImportWatch(api, time);
        return await new ImportProgress(console, time)
            .ShowAsync((onChange) => watch.FollowAsync(started, onChange, cancellationToken));
    }

    private async Task<IReadOnlyList<ImportOrderItem>> RootsAsync(string connectionId, string? publicTitle, CancellationToken cancellationToken)
    {
        var roots = await api.RootsAsync(connectionId, cancellationToken)
            .Select((root) => new ImportOrderItem(root.Id, root.Type, publicTitle is not null && root.Title == publicTitle ? "public" : null))
            .ToListAsync(cancellationToken);

        return roots.Count > 0
            ? roots
            : throw new RunFailedException(
                "Nothing is shared with this connection. In Notion, open a page's menu (...), choose Connections, and add the integration.");
    }
}
