using System.Text.Json.Serialization.Metadata;
using NotionSync.Http;

namespace NotionSync.OpenApi;

/// <summary>What is said of an HTTP function in the API's description. Method and path are those of its trigger.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="Role">The least role; null where anybody may call.</param>
/// <param name="Status">Of success.</param>
internal sealed record ApiOperation(string Function, string Summary, Role? Role, int Status = 200)
{
    /// <summary>The JSON that it takes, where it takes one.</summary>
    public JsonTypeInfo? Request { get; init; }

    /// <summary>The JSON that it answers with; null where it answers with something else, or nothing.</summary>
    public JsonTypeInfo? Response { get; init; }

    /// <summary>The media type of an answer that is no JSON.</summary>
    public string? ContentType { get; init; }

    /// <summary>The media type of a request that is no JSON.</summary>
    public string? RequestContentType { get; init; }

    public IReadOnlyList<string> Query { get; init; } = [];

    /// <summary>Headers that have to be sent.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];
}
