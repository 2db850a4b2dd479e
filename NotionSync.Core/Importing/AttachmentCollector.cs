using NotionSync.Documents;
using NotionSync.Files;
using NotionSync.Markdown;
using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>Stores the files of a page: downloads each at once, since Notion's addresses last an hour, and streams it into the store.</summary>
public sealed class AttachmentCollector(FileDownloader downloader, IContentStore content, IDocumentStore documents, DocumentLibrary library)
{
    public async Task<PageFiles> CollectAsync(ItemWork work, NotionObject page, IReadOnlyList<Block> blocks, CancellationToken cancellationToken)
    {
        var media = MediaFinder.Find(blocks);

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

            if (reference.IsHostedByNotion && stored.TryGetValue(key, out var known))
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
        var import = work.Run.Import;
        var documentId = Document.IdFor(import.ConnectionId, page.Id);

        await content.WriteAsync(ContentPath.File(import.TenantId, documentId, file.Sha256), bytes, file.ContentType, cancellationToken);
        return new(files.NameFor(file.FileName), file.Size, file.ContentType, file.Sha256, key);
    }

    private async Task<DownloadedFile> DownloadAsync(ItemWork work, MediaReference reference, CancellationToken cancellationToken)
    {
        try
        {
            return await downloader.DownloadAsync(new(reference.Url, reference.Name, reference.Type), cancellationToken);
        }
        catch (FileDownloadException exception) when (exception.Code == FileErrors.Expired && reference.IsHostedByNotion)
        {
            // The address is older than an hour: the block has a new one.
            work.LowerBound++;
            var block = await work.Client.GetBlockAsync(reference.BlockId, cancellationToken);
            var fresh = MediaFinder.Find([block]) is [var again, ..] ? again.Url : reference.Url;
            return await downloader.DownloadAsync(new(fresh, reference.Name, reference.Type), cancellationToken);
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

    /// <summary>Names the file for as long as Notion keeps it: the address without its signature.</summary>
    private static string KeyOf(string url)
        => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(url.Split('?', 2)[0])).AsSpan(0, 16));
}
