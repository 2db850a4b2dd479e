namespace NotionSync.Resources;

/// <summary>How much an archive had.</summary>
internal sealed record TenantImportResource(int Rows, int Blobs);
