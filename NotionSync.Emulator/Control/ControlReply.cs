using System.Text.Json;
using System.Text.Json.Nodes;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Control;

/// <summary>Writes the answers of the control API.</summary>
internal static class ControlReply
{
    /// <summary>Reads the JSON that a control call carries.</summary>
    /// <exception cref="FormatException">There is none, or it is malformed.</exception>
    public static async Task<JsonNode> ReadAsync(HttpContext context)
    {
        try
        {
            return await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted)
                ?? throw new FormatException("The body is null.");
        }
        catch (JsonException error)
        {
            throw new FormatException($"The body is not JSON: {error.Message}", error);
        }
    }

    public static async Task<JsonObject> ReadObjectAsync(HttpContext context)
        => await ReadAsync(context) as JsonObject ?? throw new FormatException("The body is no JSON object.");

    /// <summary>Answers 400 with the reason when a control call is malformed.</summary>
    public static async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException or KeyNotFoundException or IOException)
        {
            await SendAsync(context, new JsonObject { ["error"] = error.Message }, error is KeyNotFoundException ? 404 : 400);
        }
    }

    public static async Task SendAsync(HttpContext context, JsonNode json, int status = 200)
    {
        var body = RenderedJson.BytesOf(json);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    public static Task DoneAsync(HttpContext context, Action act)
    {
        act();
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }
}
