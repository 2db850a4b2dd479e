using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Api;

internal static class RequestBody
{
    /// <summary>Reads a JSON object; no body at all is an empty one, as with Notion.</summary>
    /// <exception cref="NotionException">The body is not JSON, no object, or has a property that the endpoint does not know.</exception>
    public static async Task<JsonObject> ReadAsync(HttpContext context, params string[] known)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);

        if (buffer.Length == 0)
        {
            return [];
        }

        JsonNode? body;

        try
        {
            body = JsonNode.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length), documentOptions: new() { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            throw new NotionException(400, "invalid_json", "Error parsing JSON body.");
        }

        if (body is not JsonObject properties)
        {
            throw NotionException.Validation($"body failed validation: body should be an object, instead was `{body?.ToJsonString() ?? "null"}`.");
        }

        foreach (var (name, value) in properties)
        {
            if (known.Length > 0 && !known.Contains(name))
            {
                throw NotionException.Validation($"body failed validation: body.{name} should be not present, instead was `{value?.ToJsonString() ?? "null"}`.");
            }
        }

        return properties;
    }
}
