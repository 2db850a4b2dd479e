using System.Text.Json;
using System.Text.Json.Serialization;
using NotionSync.Notion;
using NotionSync.Syncing;

namespace NotionSync.Connections.Incoming;

/// <summary>Something that a webhook or a list told of connections, to be looked at. Never believed by itself.</summary>
/// <param name="TenantId">Whose it is, where that is known.</param>
/// <param name="BrokerId">Nango's id of the connection; null: all connections of the workspace are meant.</param>
/// <param name="WorkspaceId">The workspace in which something changed.</param>
/// <param name="Hint">What may have changed there.</param>
public sealed record ConnectionEvent(ConnectionEventKind Kind, string? TenantId, string? BrokerId, string? WorkspaceId, SyncHint? Hint = null);

public enum ConnectionEventKind
{
    /// <summary>A connection at Nango was made, changed, broken or lost.</summary>
    Nango,

    /// <summary>Something changed in a workspace.</summary>
    Workspace,
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, Converters = [typeof(NotionIdJsonConverter)])]
[JsonSerializable(typeof(ConnectionEvent))]
[JsonSerializable(typeof(Disconnecting.DisconnectMessage))]
public sealed partial class ConnectionJson : JsonSerializerContext;
