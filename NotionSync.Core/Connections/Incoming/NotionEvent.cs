using System.Text.Json;
using NotionSync.Notion;
using NotionSync.Syncing;

namespace NotionSync.Connections.Incoming;

/// <summary>
/// An event of Notion's (https://developers.notion.com/reference/webhooks-events-delivery). Notion sends them joined
/// together, late and in any order: an event says where to look, and nothing about what is there.
/// </summary>
/// <param name="Hint">Where to look; null for what is of no interest here.</param>
internal sealed record NotionEvent(string Id, string WorkspaceId, DateTimeOffset Time, string Type, SyncHint? Hint)
{
    private const int MaxIdLength = 200;

    /// <returns>Null where it is no event that can be read.</returns>
    public static NotionEvent? Read(JsonElement json)
        => json.GetText("id") is { Length: > 0 and <= MaxIdLength } id
            && json.GetText("workspace_id") is { Length: > 0 and <= MaxIdLength } workspace
            && json.GetText("type") is { Length: > 0 and <= MaxIdLength } type
            && json.GetTime("timestamp") is { } at
                ? new(id, workspace, at, type, HintOf(type, json.Get("entity"), json.Get("data")))
                : null;

    // By what the event is about; of its verb only a deletion or its return asks for another look. So verbs that are new
    // (locked, unlocked, transcript_deleted were, once) are understood.
    private static SyncHint? HintOf(string type, JsonElement entity, JsonElement data)
        => type.Split('.') switch
        {
            ["page" or "data_source" or "database", .., "deleted" or "undeleted"] => At(entity.GetId("id"), SyncHintKind.Deleted),
            ["page", ..] => At(entity.GetId("id"), SyncHintKind.Page),
            ["data_source", ..] => At(entity.GetId("id"), SyncHintKind.DataSource),
            ["database", ..] => At(entity.GetId("id"), SyncHintKind.Database),
            ["comment", ..] => At(data.GetId("page_id") ?? PageOf(data.Get("parent")), SyncHintKind.Page),
            _ => null,
        };

    private static NotionId? PageOf(JsonElement parent) => parent.GetText("type") is "page" or "page_id" ? parent.GetId("id") ?? parent.GetId("page_id") : null;

    private static SyncHint? At(NotionId? id, SyncHintKind kind) => id is { } known ? new(known, kind) : null;
}
