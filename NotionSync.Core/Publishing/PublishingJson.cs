using System.Text.Json;
using System.Text.Json.Serialization;

namespace NotionSync.Publishing;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AccessLink))]
[JsonSerializable(typeof(AccessRequest))]
[JsonSerializable(typeof(Contact))]
[JsonSerializable(typeof(ContactGroup))]
[JsonSerializable(typeof(Grant))]
[JsonSerializable(typeof(NdaAcceptance))]
[JsonSerializable(typeof(NdaText))]
[JsonSerializable(typeof(SigningKey))]
[JsonSerializable(typeof(string))]
internal sealed partial class PublishingJson : JsonSerializerContext;
