using System.Text.Json;
using System.Text.Json.Serialization;
using NotionSync.Importing;
using NotionSync.Notion;

namespace NotionSync.Storage;

/// <summary>JSON that is kept within rows.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, Converters = [typeof(NotionIdJsonConverter)])]
[JsonSerializable(typeof(IReadOnlyList<ImportRequestItem>))]
[JsonSerializable(typeof(Dictionary<string, long>))]
[JsonSerializable(typeof(Dictionary<string, int>))]
[JsonSerializable(typeof(List<string>))]
internal sealed partial class StoredJson : JsonSerializerContext;
