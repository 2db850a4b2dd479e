using NotionSync.Tenants;

namespace NotionSync.Documents;

/// <summary>Removes the versions that a tenant does not want to keep, and the bytes that no other version has.</summary>
public sealed class DocumentRetention(IDocumentStore documents, DocumentVersions versions, DocumentLibrary library, IContentStore content, TimeProvider clock)
{
    private const int MaxAtOnce = 60;

    /// <summary>Called when a document was given a version. What is not removed now is removed with the next.</summary>
    /// <returns>Whether bytes that were removed are missed: somebody used them again at this moment. Whoever writes the page next stores them.</returns>
    public async Task<bool> ApplyAsync(Document document, TenantSettings settings, CancellationToken cancellationToken)
    {
        var all = await versions.ReadAllAsync(document, cancellationToken);
        var oldest = settings.KeepVersionsForDays is { } days ? clock.GetUtcNow().AddDays(-days) : DateTimeOffset.MinValue;

        var gone = all
            .Where((version, index) => (index >= settings.KeepVersions || version.CreatedAt < oldest) && version.StateIn(document) is not (VersionState.Published or VersionState.Pending))
            .TakeLast(MaxAtOnce)
            .ToList();

        if (gone.Count == 0)
        {
            return false;
        }

        var kept = all.Except(gone).ToList();
        var hashes = gone.Select(version => version.ContentHash).Except(kept.Select(version => version.ContentHash)).ToList();
        var files = (await FilesOfAsync(document, hashes, cancellationToken)).ToHashSet();

        if (files.Count > 0)
        {
            files.ExceptWith(await FilesOfAsync(document, kept.Select(version => version.ContentHash).Distinct(), cancellationToken));
        }

        // Saved with the document, so that whoever writes a version at this moment has to look again at what is there.
        if (await documents.TrySaveAsync(document, words: null, [.. gone.Select(DocumentVersions.Remove)], cancellationToken) is not { } saved)
        {
            return false;
        }

        foreach (var hash in hashes)
        {
            await content.RemoveAllAsync(ContentPath.VersionFolder(document.TenantId, document.Id, hash), cancellationToken);
        }

        foreach (var file in files)
        {
            await content.RemoveAllAsync(ContentPath.File(document.TenantId, document.Id, file), cancellationToken);
        }

        return await TellMissedAsync(saved, hashes, files, cancellationToken);
    }

    /// <summary>Who wrote a version between the save and the removal may have found these bytes in their place, and left it at that.</summary>
    private async Task<bool> TellMissedAsync(Document saved, List<string> hashes, HashSet<string> files, CancellationToken cancellationToken)
    {
        if (await documents.FindAsync(saved.TenantId, saved.Id, cancellationToken) is not { } now || now.ETag == saved.ETag)
        {
            return false;
        }

        var used = (await versions.ReadAllAsync(now, cancellationToken)).Select(version => version.ContentHash).Distinct().ToList();

        if (!used.Intersect(hashes).Any() && !(files.Count > 0 && files.Overlaps(await FilesOfAsync(now, used, cancellationToken))))
        {
            return false;
        }

        await documents.ForgetSourceAsync(now, cancellationToken);
        return true;
    }

    private async Task<IEnumerable<string>> FilesOfAsync(Document document, IEnumerable<string> hashes, CancellationToken cancellationToken)
    {
        var files = new List<string>();

        foreach (var hash in hashes)
        {
            var manifest = await library.GetManifestAsync(document with { ContentHash = hash }, cancellationToken);
            files.AddRange(manifest.Attachments.Select(attachment => attachment.Sha256));
        }

        return files;
    }
}
