using NotionSync.Cli.Api;

namespace NotionSync.Cli.Exporting;

/// <summary>
/// Writes documents as files, in folders like Notion's page tree. A page without children and files is <c>Title.md</c>;
/// any other is a folder <c>Title</c> with <c>index.md</c>, its file if it is one, and <c>attachments</c>, so that the links
/// in the Markdown hold. What else lies in the target folder stays.
/// </summary>
internal sealed class DocumentFolder(NotionSyncApi api, string target)
{
    private const string Index = "index.md";
    private const string Attachments = "attachments";
    private const int Parallel = 4;

    /// <returns>How many files were written.</returns>
    /// <exception cref="RunFailedException">The folder cannot be written to.</exception>
    public async Task<int> WriteAsync(DocumentTree documents, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(target);
            var downloads = await PlanAsync(documents, cancellationToken);
            await System.Threading.Tasks.Parallel.ForEachAsync(
                downloads,
                new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken },
                async (download, cancellationToken) => await SaveAsync(download, cancellationToken));
            return downloads.Count;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RunFailedException($"Writing to {target} failed: {exception.Message}", exception);
        }
    }

    private async Task<List<Download>> PlanAsync(DocumentTree documents, CancellationToken cancellationToken)
    {
        var downloads = new List<Download>();
        var folders = new Stack<(IReadOnlyList<DocumentNode> Nodes, string Folder, UniqueNames Names)>();
        folders.Push((documents.Roots, target, new()));

        while (folders.TryPop(out var level))
        {
            foreach (var node in level.Nodes)
            {
                var document = node.Document.Attachments is null
                    ? await api.GetDocumentAsync(node.Document.Id, cancellationToken)
                    : node.Document;

                if (Plan(document, node.Children.Count > 0, level.Folder, level.Names, downloads) is { } inner)
                {
                    folders.Push((node.Children, inner.Folder, inner.Names));
                }
            }
        }

        return downloads;
    }

    private static (string Folder, UniqueNames Names)? Plan(
        Document document,
        bool hasChildren,
        string folder,
        UniqueNames names,
        List<Download> downloads)
    {
        var isFile = document.Kind is "file";
        var markdown = NotionSyncApi.DocumentPath(document.Id, "markdown");
        var title = SafeName.ForTitle(document.Title);

        if (!hasChildren && !isFile && document.Attachments is not { Count: > 0 })
        {
            downloads.Add(new(markdown, Path.Combine(folder, names.Take(title, ".md"))));
            return null;
        }

        var own = Path.Combine(folder, names.Take(title, string.Empty));
        var ownNames = new UniqueNames();
        ownNames.Reserve(Index);
        ownNames.Reserve(Attachments);
        downloads.Add(new(markdown, Path.Combine(own, Index)));

        if (isFile)
        {
            var name = SafeName.ForFile(document.Content?.FileName);
            var extension = Path.GetExtension(name);
            downloads.Add(new(
                NotionSyncApi.DocumentPath(document.Id, "content"),
                Path.Combine(own, ownNames.Take(name[..^extension.Length], extension))));
        }

        var attachmentNames = new UniqueNames();

        foreach (var attachment in document.Attachments ?? [])
        {
            var name = SafeName.ForFile(attachment.Name);
            var extension = Path.GetExtension(name);
            downloads.Add(new(
                NotionSyncApi.DocumentPath(document.Id, Attachments, attachment.Name),
                Path.Combine(own, Attachments, attachmentNames.Take(name[..^extension.Length], extension))));
        }

        return (own, ownNames);
    }

    // Under another name first: an interrupted run leaves no half file that looks whole.
    private async Task SaveAsync(Download download, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(download.File)!);
        var partial = $"{download.File}.partial";

        await using (var file = File.Create(partial))
        {
            await api.DownloadAsync(download.Path, file, cancellationToken);
        }

        File.Move(partial, download.File, overwrite: true);
    }

    private sealed record Download(string Path, string File);
}
