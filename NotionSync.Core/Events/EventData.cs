using NotionSync.Connections;
using NotionSync.Documents;
using NotionSync.Importing;
using NotionSync.Notion;

namespace NotionSync.Events;

/// <summary>What an event is about: one of these. Names and numbers only, never the text of a page.</summary>
public sealed record EventData
{
    public ConnectionInEvent? Connection { get; init; }

    public ImportInEvent? Import { get; init; }

    public DocumentInEvent? Document { get; init; }
}

public sealed record ConnectionInEvent(string Id, ConnectionProvider Provider, ConnectionStatus Status, string? WorkspaceId, string? WorkspaceName);

public sealed record ImportInEvent(string Id, ImportKind Kind, string ConnectionId, ImportStatus Status, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, string? ErrorCode);

/// <param name="Title">As shown, cut to 200 characters.</param>
/// <param name="Version">The one that is shown.</param>
/// <param name="PendingVersion">One that waits for approval.</param>
/// <param name="SourceId">The id of the page, database or data source in Notion.</param>
public sealed record DocumentInEvent(
    string Id, string Title, DocumentKind Kind, int Version, int? PendingVersion, AccessLevel AccessLevel, DocumentStatus Status, string ConnectionId, NotionId SourceId, string? SourceUrl);
