using System.Text.Json;
using System.Text.Json.Serialization;
using NotionSync.Importing.Fetching;
using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>The JSON of queue messages, the same for whoever sends and whoever receives.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(NotionIdJsonConverter)])]
[JsonSerializable(typeof(ImportMessage))]
[JsonSerializable(typeof(BlockFetchMessage))]
public sealed partial class MessageJson : JsonSerializerContext;
