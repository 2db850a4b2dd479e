namespace NotionSync.Documents;

/// <summary>
/// Names the blobs of a document. Versions are named by the hash of their content and files by their own, so a
/// repeated import writes the same bytes to the same place, and versions share their files.
/// </summary>
public static class ContentPath
{
    public static string Markdown(string tenantId, string documentId, string contentHash)
        => $"{VersionFolder(tenantId, documentId, contentHash)}content.md";

    public static string Manifest(string tenantId, string documentId, string contentHash)
        => $"{VersionFolder(tenantId, documentId, contentHash)}manifest.json";

    public static string File(string tenantId, string documentId, string sha256)
        => $"{Folder(tenantId, documentId)}files/{sha256}";

    /// <summary>The page's properties as Notion last gave them.</summary>
    public static string Properties(string tenantId, string documentId)
        => $"{Folder(tenantId, documentId)}properties.json";

    public static string VersionFolder(string tenantId, string documentId, string contentHash) => $"{Folder(tenantId, documentId)}{contentHash}/";

    public static string Folder(string tenantId, string documentId) => $"{StorageKey.Encode(tenantId)}/{documentId}/";
}
