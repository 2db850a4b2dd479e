using System.Text.Json;
using System.Text.Json.Serialization;
using NotionSync.Connections;
using NotionSync.Documents;
using NotionSync.Importing;
using NotionSync.Notion;

namespace NotionSync.Events;

/// <summary>The JSON of events, as they go out, and of the queue messages that ask for deliveries.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(NotionIdJsonConverter),
        typeof(EventCase<AccessLevel>),
        typeof(EventCase<ConnectionProvider>),
        typeof(EventCase<ConnectionStatus>),
        typeof(EventCase<DocumentKind>),
        typeof(EventCase<DocumentStatus>),
        typeof(EventCase<ImportKind>),
        typeof(EventCase<ImportStatus>),
    ])]
[JsonSerializable(typeof(EventBody))]
[JsonSerializable(typeof(EventMessage))]
public sealed partial class EventJson : JsonSerializerContext;

/// <summary>The body of a webhook, as https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md suggests.</summary>
public sealed record EventBody(string Type, DateTimeOffset Timestamp, string TenantId, EventData Data);

/// <summary>Writes enums as the HTTP API does: <c>completed_with_errors</c>.</summary>
internal sealed class EventCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
