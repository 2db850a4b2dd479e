using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Nango;

/// <summary>An answer of Nango's own that is an error: <c>{"error": {"code": ..., "message": ...}}</c>.</summary>
internal sealed class NangoException(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>What was wrong with the request, by place.</summary>
    public JsonArray? Errors { get; init; }

    public JsonObject? Payload { get; init; }

    public static NangoException InvalidBody(string place, string message) => Invalid("invalid_body", place, message);

    public static NangoException InvalidQuery(string place, string message) => Invalid("invalid_query_params", place, message);

    public static NangoException InvalidHeaders(string place, string message) => Invalid("invalid_headers", place, message);

    public static NangoException UnknownIntegration(int status)
        => new(status, "unknown_provider_config", "Provider config not found for the given provider config key. Please make sure the provider config exists in the Nango dashboard.");

    public JsonObject ToJson()
    {
        var error = new JsonObject { ["code"] = Code };

        if (Errors is null)
        {
            error["message"] = Message;
        }
        else
        {
            error["errors"] = Errors.DeepClone();
        }

        if (Payload is not null)
        {
            error["payload"] = Payload.DeepClone();
        }

        return new() { ["error"] = error };
    }

    private static NangoException Invalid(string code, string place, string message) => new(400, code, message)
    {
        Errors = [new JsonObject { ["code"] = "invalid_value", ["message"] = message, ["path"] = new JsonArray(place) }],
    };
}
