using NotionSync.Documents;
using NotionSync.Publishing;

namespace NotionSync.Resources;

/// <summary>A document as visitors see it: nothing of its source, of its other versions, or of who may see it besides.</summary>
internal sealed record PublicDocumentResource(
    string Id,
    string Title,
    DocumentKind Kind,
    AccessLevel AccessLevel,
    string? ParentId,
    ContentResource Content,
    IReadOnlyList<AttachmentResource>? Attachments,
    DateTimeOffset ChangedAt)
{
    public static PublicDocumentResource Of(Document document, string? parentId, DocumentManifest? manifest = null)
        => new(
            document.Id,
            document.Title,
            document.Kind,
            document.AccessLevel,
            parentId,
            new(document.Content.Size, document.Content.ContentType, document.Content.FileName, DocumentResource.ETagOf(document.Content)),
            manifest?.Attachments.Select(attachment => new AttachmentResource(attachment.Name, attachment.Size, attachment.ContentType)).ToList(),
            document.ChangedAt);
}

/// <summary>Who the visitor is, as far as the visitor may know.</summary>
/// <param name="NdaVersion">The newest version of the NDA, for contacts; 0: there is none.</param>
internal sealed record VisitorResource(bool IsContact, string? Email, string? Name, int? NdaVersion, bool? NdaAccepted)
{
    public static VisitorResource Of(Visitor visitor)
        => visitor.Contact is { } contact
            ? new(true, contact.Email, contact.Name, visitor.Settings.NdaVersion, visitor.AcceptedNda)
            : new(false, null, null, null, null);
}

internal sealed record PublicNdaResource(int Version, string Text, bool Accepted);

internal sealed record SessionDraft(string Link);

internal sealed record AcceptanceDraft
{
    public required int Version { get; init; }
}

internal sealed record AcceptanceResource(int Version, DateTimeOffset AcceptedAt);
