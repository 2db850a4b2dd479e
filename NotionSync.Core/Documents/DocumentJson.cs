using System.Text.Json;
using System.Text.Json.Serialization;
using NotionSync.Notion;

namespace NotionSync.Documents;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, Converters = [typeof(NotionIdJsonConverter)])]
[JsonSerializable(typeof(DocumentManifest))]
[JsonSerializable(typeof(DocumentVersion))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class DocumentJson : JsonSerializerContext;
