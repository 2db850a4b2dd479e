using System.Text.Json;
using NotionSync.Documents;
using NotionSync.Notion;

namespace NotionSync.Resources;

internal sealed record DocumentChange
{
    public AccessLevel? AccessLevel { get; init; }

    public string? Title { get; init; }

    /// <summary>The contacts that are given the document by themselves, in place of those that were.</summary>
    public IReadOnlyList<string>? Contacts { get; init; }
}

/// <summary>A document. <see cref="Attachments"/> and the source's properties are there when one is asked for, not in lists.</summary>
internal sealed record DocumentResource(
    string Id,
    string Title,
    DocumentKind Kind,
    AccessLevel AccessLevel,
    SourceResource Source,
    ContentResource Content,
    IReadOnlyList<AttachmentResource>? Attachments,
    int Version,
    int? PendingVersion,
    bool MoveWaits,
    DocumentStatus Status,
    DocumentAbsence? Absence,
    DateTimeOffset ImportedAt,
    DateTimeOffset SyncedAt,
    DateTimeOffset ChangedAt,
    string? TitleOverride)
{
    public static DocumentResource Of(Document document, DocumentManifest? manifest = null, JsonElement? properties = null)
        => new(
            document.Id,
            document.Title,
            document.Kind,
            document.AccessLevel,
            new(
                "notion",
                document.SourceTitle,
                document.Source.Kind,
                document.Source.Id,
                document.Source.Url,
                document.Source.ConnectionId,
                document.Source.CreatedAt,
                document.Source.LastEditedAt,
                document.Source.Parent,
                document.Source.Icon,
                document.Source.CoverUrl,
                properties),
            new(document.Content.Size, document.Content.ContentType, document.Content.FileName, ETagOf(document.Content)),
            manifest?.Attachments.Select(attachment => new AttachmentResource(attachment.Name, attachment.Size, attachment.ContentType)).ToList(),
            document.Version,
            document.PendingVersion,
            document.ShownUnder is not null,
            document.Status,
            document.Absence,
            document.ImportedAt,
            document.SyncedAt,
            document.ChangedAt,
            document.TitleOverride);

    public static string ETagOf(DocumentContent content) => $"\"{content.Sha256}\"";
}

internal sealed record SourceResource(
    string System,
    string Title,
    string Kind,
    NotionId Id,
    string? Url,
    string ConnectionId,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? LastEditedAt,
    NotionParent Parent,
    NotionIcon? Icon,
    string? Cover,
    JsonElement? Properties);

internal sealed record ContentResource(long Size, string ContentType, string FileName, string Etag);

internal sealed record AttachmentResource(string Name, long Size, string ContentType);
