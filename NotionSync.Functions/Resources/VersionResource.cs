using NotionSync.Documents;

namespace NotionSync.Resources;

internal sealed record VersionResource(
    int Version,
    VersionState State,
    string Title,
    DocumentKind Kind,
    ContentResource Content,
    IReadOnlyList<AttachmentResource>? Attachments,
    DateTimeOffset CreatedAt,
    string WrittenBy,
    DateTimeOffset? SourceLastEditedAt,
    int? RestoredFrom,
    string? DecidedBy,
    DateTimeOffset? DecidedAt)
{
    public static VersionResource Of(Document document, DocumentVersion version, DocumentManifest? manifest = null)
        => new(
            version.Number,
            version.StateIn(document),
            version.Title,
            version.Kind,
            new(version.Content.Size, version.Content.ContentType, version.Content.FileName, DocumentResource.ETagOf(version.Content)),
            manifest?.Attachments.Select(attachment => new AttachmentResource(attachment.Name, attachment.Size, attachment.ContentType)).ToList(),
            version.CreatedAt,
            version.WrittenBy,
            version.SourceLastEditedAt,
            version.RestoredFrom,
            version.DecidedBy,
            version.DecidedAt);
}
