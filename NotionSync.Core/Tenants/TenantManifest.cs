using System.Text.Json;
using System.Text.Json.Serialization;

namespace NotionSync.Tenants;

/// <summary>The first entry of an export.</summary>
internal sealed record TenantManifest(int Version, string TenantId);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TenantManifest))]
internal sealed partial class ArchiveJson : JsonSerializerContext;
