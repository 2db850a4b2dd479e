using System.Security.Cryptography;
using System.Text;
using NotionSync.Notion;

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

    /// <summary>Counts the changes of content, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>SHA-256 over the Markdown and the attachments: the same source gives the same hash.</summary>
    public required string ContentHash { get; init; }

    /// <summary>The run that wrote this version; tells a repeated message from an unchanged page.</summary>
    public required string WrittenBy { get; init; }

    public required DateTimeOffset ImportedAt { get; init; }

    public required DateTimeOffset SyncedAt { get; init; }

    /// <summary>The store's mark of this state; a write with an older one is refused.</summary>
    public string? ETag { get; init; }

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

/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Of the content, lower-case hexadecimal.</param>
public sealed record DocumentContent(string FileName, string ContentType, long Size, string Sha256);

/// <summary>A stored copy of a file of the page. Kept once per content, whatever number of names and versions use it.</summary>
/// <param name="SourceKey">Names the file at its source, whatever signature its address carries.</param>
public sealed record Attachment(string Name, long Size, string ContentType, string Sha256, string SourceKey);

/// <summary>What belongs to one version and is read only with it.</summary>
public sealed record DocumentManifest(IReadOnlyList<Attachment> Attachments);
