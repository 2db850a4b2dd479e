using System.Text.Json;
using System.Text.Json.Serialization;
using NotionSync.Notion;

namespace NotionSync.Streams.Exporting;

/// <summary>The JSON of exports and their messages, the same for whoever writes and whoever reads.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, Converters = [typeof(NotionIdJsonConverter)])]
[JsonSerializable(typeof(StreamExport))]
[JsonSerializable(typeof(StreamExportMessage))]
public sealed partial class StreamExportJson : JsonSerializerContext;
