using System.Security.Cryptography;
using System.Text;
using NotionSync.Notion;
using NotionSync.Tenants;

namespace NotionSync.Documents;

/// <summary>One document of a tenant's library: what it is, where it came from, and where its bytes lie.</summary>
public sealed record Document
{
    public required string TenantId { get; init; }

    public required string Id { get; init; }

    /// <summary>The title in Notion, as of the last import or sync.</summary>
    public required string SourceTitle { get; init; }

    /// <summary>The title that a content manager gave; syncs leave it alone.</summary>
    public string? TitleOverride { get; init; }

    public string Title => TitleOverride ?? SourceTitle;

    public required DocumentKind Kind { get; init; }

    public required AccessLevel AccessLevel { get; init; }

    public required DocumentStatus Status { get; init; }

    public required DocumentSource Source { get; init; }

    public required DocumentContent Content { get; init; }

    /// <summary>The number of the version that is shown; versions are counted from 1.</summary>
    public required int Version { get; init; }

    /// <summary>The highest number that a version of this document was given.</summary>
    public int LatestVersion { get; init; }

    /// <summary>The version that waits for somebody's approval, if any.</summary>
    public int? PendingVersion { get; init; }

    /// <summary>SHA-256 over the Markdown and the attachments: the same source gives the same hash.</summary>
    public required string ContentHash { get; init; }

    /// <summary>The run that wrote this version; tells a repeated message from an unchanged page.</summary>
    public required string WrittenBy { get; init; }

    /// <summary>What was asked for when the page was imported; syncs go on with it.</summary>
    public DocumentWish Wish { get; init; } = new(IncludeSubpages: false, Importing.ImportAs.Auto);

    /// <summary>When the content began to be read from Notion: later edits are not in it.</summary>
    public DateTimeOffset FetchedAt { get; init; }

    /// <summary>SHA-256 over the page's properties without what changes at each reading; empty where it has none.</summary>
    public string PropertiesHash { get; init; } = string.Empty;

    /// <summary>Why and since when the page is missing in Notion; <see langword="null"/>: it is not.</summary>
    public DocumentAbsence? Absence { get; init; }

    public required DateTimeOffset ImportedAt { get; init; }

    public required DateTimeOffset SyncedAt { get; init; }

    /// <summary>When what is shown last became another: content or title.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>
    /// Stands for what the source last gave, whatever became of it: a version that was rejected or replaced by an older
    /// one does not come back before its page changes again.
    /// </summary>
    public string SourceFingerprint { get; init; } = string.Empty;

    /// <summary>The store's mark of this state; a write with an older one is refused.</summary>
    public string? ETag { get; init; }

    /// <summary>The store's own: under which keys its index has this state.</summary>
    public string IndexKeys { get; init; } = string.Empty;

    /// <summary>Where it is shown, as long as somebody has to approve that it moved; <see langword="null"/>: where its page lies.</summary>
    public NotionParent? ShownUnder { get; init; }

    /// <summary>Its place in the tree, which also decides to which folders it belongs.</summary>
    public NotionParent Place => ShownUnder ?? Source.Parent;

    /// <summary>The pages, data sources or databases under which it is listed: of a row, its data source and its database.</summary>
    public IEnumerable<NotionId> ParentSources => new[] { Place.Id, Place.DatabaseId }.OfType<NotionId>().Distinct();

    /// <summary>The documents that may stand above this one in the tree.</summary>
    public IEnumerable<string> ParentIds => ParentSources.Select(parent => IdFor(Source.ConnectionId, parent));

    /// <summary>Whether what a sync changes has to be approved before somebody outside sees it.</summary>
    internal bool IsReviewed(TenantSettings settings)
        => settings.PublishChanges == PublishChanges.AfterReview && AccessLevel != AccessLevel.Internal;

    /// <summary>A page that was moved may come below a folder that visitors were given: that, too, is looked at first.</summary>
    internal NotionParent? PlaceAfter(DocumentSource source, bool waits)
        => waits && Place != source.Parent ? Place : null;

    /// <summary>The document as it was, or would be, with the content of a version.</summary>
    public Document At(DocumentVersion version)
        => this with
        {
            SourceTitle = version.Title,
            Kind = version.Kind,
            Content = version.Content,
            ContentHash = version.ContentHash,
            Version = version.Number,
        };

    /// <summary>Whether a text may be the id of a document: 32 hexadecimal digits in lower case.</summary>
    public static bool IsId(string text) => text.Length == 32 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>The same page of the same connection is always the same document.</summary>
    public static string IdFor(string connectionId, NotionId sourceId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{connectionId}\n{sourceId}"));
        return Convert.ToHexStringLower(hash.AsSpan(0, 16));
    }
}

public enum DocumentKind
{
    /// <summary>The content is the page as Markdown.</summary>
    Markdown,

    /// <summary>The content is the page's first file or PDF block; its Markdown is kept beside it.</summary>
    File,
}

/// <summary>Who may see a document, from the widest to the narrowest.</summary>
public enum AccessLevel
{
    Public,
    Contact,
    ContactNda,
    Internal,
}

public enum DocumentStatus
{
    Current,
    MissingInSource,
    Disconnected,
}

/// <summary>The Notion object behind a document, as of the last import or sync.</summary>
/// <param name="Kind"><c>page</c>, <c>database</c> or <c>data_source</c>.</param>
/// <param name="LastEditedAt">Rounded down to the minute by Notion.</param>
public sealed record DocumentSource(
    string Kind,
    NotionId Id,
    string? Url,
    string ConnectionId,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? LastEditedAt,
    NotionParent Parent,
    NotionIcon? Icon,
    string? CoverUrl);

/// <param name="IncludeSubpages">Pages that are new below it become documents too.</param>
/// <param name="Comments">Whose comments stand at the end.</param>
public sealed record DocumentWish(bool IncludeSubpages, Importing.ImportAs As, Importing.CommentScope Comments = Importing.CommentScope.None);

/// <param name="Since">When it was found out.</param>
public sealed record DocumentAbsence(AbsenceReason Reason, DateTimeOffset Since);

public enum AbsenceReason
{
    /// <summary>Notion says that it lies in the trash.</summary>
    InTrash,

    /// <summary>Notion did not know it, or no longer shares it, in two healthy runs.</summary>
    NotFound,
}

/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Of the content, lower-case hexadecimal.</param>
public sealed record DocumentContent(string FileName, string ContentType, long Size, string Sha256);

/// <summary>A stored copy of a file of the page. Kept once per content, whatever number of names and versions use it.</summary>
/// <param name="SourceKey">Names the file at its source, whatever signature its address carries.</param>
public sealed record Attachment(string Name, long Size, string ContentType, string Sha256, string SourceKey);

/// <summary>What belongs to one version and is read only with it.</summary>
public sealed record DocumentManifest(IReadOnlyList<Attachment> Attachments);
