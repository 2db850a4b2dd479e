using System.Text.Json;
using System.Text.Json.Serialization;

namespace NotionSync.Tenants;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(TenantSettings))]
internal sealed partial class TenantJson : JsonSerializerContext;
