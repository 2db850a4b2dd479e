using System.Text.Json;
using System.Text.Json.Serialization;

namespace NotionSync.Cli.Api;

// The parts of the API's resources that this command reads. What a server may leave out is nullable.
internal sealed record ItemList<T>(IReadOnlyList<T> Items, string? NextCursor);

internal sealed record TokenConnection(string Kind, string Token);

internal sealed record Connection(string Id, Workspace? Workspace);

internal sealed record Workspace(string? Name);

internal sealed record Root(string Id, string? Type, string? Title);

internal sealed record ImportOrder(string ConnectionId, IReadOnlyList<ImportOrderItem> Items);

/// <param name="Type">What it is, where the caller knows: <c>page</c>, <c>database</c> or <c>data_source</c>. Saves asking Notion.</param>
/// <param name="AccessLevel">Who may see it; null for nobody outside: <c>internal</c>.</param>
internal sealed record ImportOrderItem(string Id, string? Type = null, string? AccessLevel = null);

internal sealed record Import(
    string Id,
    string Status,
    PageCounts Pages,
    double? EstimatedSecondsRemaining,
    ImportError? Error,
    IReadOnlyList<ImportFailure>? Failures,
    IReadOnlyList<ImportNote>? Notes,
    NotionCalls? Calls)
{
    /// <summary>Whether it has ended, in whatever way.</summary>
    [JsonIgnore]
    public bool HasEnded => Status is not ("queued" or "running");

    [JsonIgnore]
    public bool IsComplete => Status is "completed" && Pages.Reconcile;
}

internal sealed record PageCounts(int Discovered, int Imported, int Unchanged, int Skipped, int Failed)
{
    [JsonIgnore]
    public int Done => Imported + Unchanged + Skipped + Failed;

    [JsonIgnore]
    public bool Reconcile => Done == Discovered;
}

internal sealed record ImportFailure(string? PageId, string? Title, string? Code, string? Message);

internal sealed record ImportError(string? Code, string? Message);

/// <summary>A block that Notion's API does not give; its document says so in its place.</summary>
internal sealed record ImportNote(string? PageId, string? Code, string? Message);

/// <param name="Made">Calls made to Notion for the import.</param>
/// <param name="LowerBound">The fewest calls that could have read the same pages.</param>
internal sealed record NotionCalls(long Made, long? LowerBound);

internal sealed record Document(
    string Id,
    string? Title,
    string? Kind,
    DocumentSource? Source,
    DocumentContent? Content,
    IReadOnlyList<Attachment>? Attachments);

internal sealed record DocumentSource(string? Id, string? Url, DocumentParent? Parent);

/// <param name="DatabaseId">Of a row, whose parent is a data source: the database that holds it.</param>
internal sealed record DocumentParent(string? Type, string? Id, string? DatabaseId = null);

internal sealed record DocumentContent(long? Size, string? ContentType, string? FileName);

internal sealed record Attachment(string Name, long? Size);

internal sealed record Problem(string? Title, string? Detail, string? Code, string? TraceId);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TokenConnection))]
[JsonSerializable(typeof(Connection))]
[JsonSerializable(typeof(ImportOrder))]
[JsonSerializable(typeof(Import))]
[JsonSerializable(typeof(Document))]
[JsonSerializable(typeof(ItemList<Root>))]
[JsonSerializable(typeof(ItemList<Document>))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ApiJson : JsonSerializerContext;
