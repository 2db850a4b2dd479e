using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Api;

/// <summary>An answer of Notion that is an error; texts as Notion writes them.</summary>
internal sealed class NotionException(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public JsonObject? AdditionalData { get; init; }

    public int? RetryAfterSeconds { get; init; }

    public static NotionException Validation(string message) => new(400, "validation_error", message);

    public static NotionException NotFound(string what, string id)
        => new(404, "object_not_found", $"Could not find {what} with ID: {id}. Make sure the relevant pages and databases are shared with your integration.");

    public static NotionException InvalidUrl() => new(400, "invalid_request_url", "Invalid request URL.");

    public static NotionException InvalidCursor(string cursor) => Validation($"The start_cursor provided is invalid: {cursor}");
}
