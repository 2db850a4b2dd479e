using System.Text.Json;
using System.Text.Json.Serialization;
using NotionSync.Connections;
using NotionSync.Documents;
using NotionSync.Importing;
using NotionSync.Notion;

namespace NotionSync.Resources;

/// <summary>The JSON of the HTTP API: camel case; enum values in snake case; ids with dashes.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    RespectNullableAnnotations = true,
    Converters =
    [
        typeof(NotionIdJsonConverter),
        typeof(SnakeCase<AccessLevel>),
        typeof(SnakeCase<ConnectionProvider>),
        typeof(SnakeCase<ConnectionStatus>),
        typeof(SnakeCase<DocumentKind>),
        typeof(SnakeCase<DocumentStatus>),
        typeof(SnakeCase<ImportAs>),
        typeof(SnakeCase<ImportItemKind>),
        typeof(SnakeCase<ImportKind>),
        typeof(SnakeCase<ImportStatus>),
    ])]
[JsonSerializable(typeof(CheckResource))]
[JsonSerializable(typeof(ConnectRequest))]
[JsonSerializable(typeof(ConnectionResource))]
[JsonSerializable(typeof(DocumentChange))]
[JsonSerializable(typeof(DocumentResource))]
[JsonSerializable(typeof(ImportRequest))]
[JsonSerializable(typeof(ImportResource))]
[JsonSerializable(typeof(ListResource<BrowseResource>))]
[JsonSerializable(typeof(ListResource<ConnectionResource>))]
[JsonSerializable(typeof(ListResource<DocumentResource>))]
[JsonSerializable(typeof(ListResource<ImportResource>))]
internal sealed partial class ApiJson : JsonSerializerContext;

/// <summary>Writes enums as the contract does: <c>completed_with_errors</c>, <c>contact_nda</c>.</summary>
internal sealed class SnakeCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>A list, and where it goes on; <paramref name="NextCursor"/> null: this was its end.</summary>
internal sealed record ListResource<T>(IReadOnlyList<T> Items, string? NextCursor);
