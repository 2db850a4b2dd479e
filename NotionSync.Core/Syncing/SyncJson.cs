using System.Text.Json;
using System.Text.Json.Serialization;
using NotionSync.Notion;

namespace NotionSync.Syncing;

/// <summary>The JSON of queue messages, the same for whoever sends and whoever receives.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, Converters = [typeof(NotionIdJsonConverter)])]
[JsonSerializable(typeof(ConnectionSyncMessage))]
public sealed partial class SyncJson : JsonSerializerContext;
