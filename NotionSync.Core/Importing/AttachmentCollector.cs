using NotionSync.Documents;
using NotionSync.Files;
using NotionSync.Markdown;
using NotionSync.Markdown.Properties;
using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>Stores the files of a page: downloads each at once, since Notion's addresses last an hour, and streams it into the store.</summary>
public sealed class AttachmentCollector(FileDownloader downloader, IContentStore content, IDocumentStore documents, DocumentLibrary library)
{
    public async Task<PageFiles> CollectAsync(ItemWork work, NotionObject page, IReadOnlyList<Block> blocks, CancellationToken cancellationToken)
    {
        IReadOnlyList<MediaReference> media = [.. MediaFinder.Find(blocks), .. PropertyFiles.Find(page)];
        var files = new PageFiles(page);

        if (media.Count == 0)
        {
            return files;
        }

        var stored = await FindStoredAsync(work, page, cancellationToken);

        foreach (var reference in media)
        {
            var key = KeyOf(reference.Url);

            // The same file twice in a page; or one that Notion keeps, whose address names its content, from an earlier import.
            if (files.Find(key) is { } again)
            {
                files.Add(reference, again);
                continue;
            }

            if (reference.IsHostedByNotion && stored.TryGetValue(key, out var known) && await content.ExistsAsync(PathOf(work, page, known.Sha256), cancellationToken))
            {
                files.Add(reference, known with { Name = files.NameFor(known.Name) });
                continue;
            }

            try
            {
                files.Add(reference, await StoreAsync(work, page, reference, key, files, cancellationToken));
            }
            catch (FileDownloadException exception) when (exception.Code == FileErrors.NotAFile && !reference.IsHostedByNotion)
            {
                // A page somewhere else, such as an embedded video player: the Markdown links to it.
            }
            catch (FileDownloadException exception) when (exception.Code != FileErrors.Unavailable || work.Run.IsRepeat)
            {
                // What may pass is tried once more with the whole message; then the page comes without the file, and says so.
                files.Fail(reference, exception);
            }
        }

        return files;
    }

    private async Task<Attachment> StoreAsync(ItemWork work, NotionObject page, MediaReference reference, string key, PageFiles files, CancellationToken cancellationToken)
    {
        await using var file = await DownloadAsync(work, reference, cancellationToken);
        await using var bytes = file.Open();

        await content.WriteAsync(PathOf(work, page, file.Sha256), bytes, file.ContentType, cancellationToken);
        work.BytesStored += file.Size;
        return new(files.NameFor(file.FileName), file.Size, file.ContentType, file.Sha256, key);
    }

    private async Task<DownloadedFile> DownloadAsync(ItemWork work, MediaReference reference, CancellationToken cancellationToken)
    {
        try
        {
            return await downloader.DownloadAsync(new(reference.Url, reference.Name, TypeOf(reference)), cancellationToken);
        }
        catch (FileDownloadException exception) when (exception.Code == FileErrors.Expired && reference.IsHostedByNotion)
        {
            // The address is older than an hour: the block has a new one.
            work.LowerBound++;

            if (await FindAsync(work, reference, cancellationToken) is not { } fresh)
            {
                throw;
            }

            return await downloader.DownloadAsync(new(fresh.Url, reference.Name, TypeOf(reference)), cancellationToken);
        }
    }

    // The file of a property may be anything, as that of a file block.
    private static string TypeOf(MediaReference reference) => reference.Type == MediaReference.Property ? "file" : reference.Type;

    private static async Task<MediaReference?> FindAsync(ItemWork work, MediaReference reference, CancellationToken cancellationToken)
    {
        try
        {
            return reference.Type == MediaReference.Property
                ? PropertyFiles.Find(await work.Client.GetPageAsync(reference.BlockId, cancellationToken)).FirstOrDefault(file => file.Key == reference.Key)
                : MediaFinder.Find([await work.Client.GetBlockAsync(reference.BlockId, cancellationToken)]) is [var found, ..] ? found : null;
        }
        catch (NotionException exception) when (exception.Error is NotionError.NotFound or NotionError.InvalidRequest)
        {
            // Gone meanwhile; or it has no block of its own, because it came in Notion's Markdown.
            return null;
        }
    }

    private async Task<Dictionary<string, Attachment>> FindStoredAsync(ItemWork work, NotionObject page, CancellationToken cancellationToken)
    {
        var import = work.Run.Import;
        var document = await documents.FindAsync(import.TenantId, Document.IdFor(import.ConnectionId, page.Id), cancellationToken);

        if (document is null)
        {
            return [];
        }

        var manifest = await library.GetManifestAsync(document, cancellationToken);
        return manifest.Attachments.DistinctBy(attachment => attachment.SourceKey).ToDictionary(attachment => attachment.SourceKey);
    }

    private static string PathOf(ItemWork work, NotionObject page, string sha256)
        => ContentPath.File(work.Run.Import.TenantId, Document.IdFor(work.Run.Import.ConnectionId, page.Id), sha256);

    /// <summary>Names the file for as long as Notion keeps it: the address without its signature.</summary>
    private static string KeyOf(string url)
        => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(url.Split('?', 2)[0])).AsSpan(0, 16));
}
