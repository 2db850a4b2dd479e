using System.Text.Json;
using System.Text.Json.Serialization;
using NotionSync.Notion;

namespace NotionSync.Streams;

/// <summary>The JSON of states and messages. What a state does not need is left out of it, so that it stays small.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true,
    Converters = [typeof(NotionIdJsonConverter)])]
[JsonSerializable(typeof(StreamState))]
internal sealed partial class StreamJson : JsonSerializerContext;
