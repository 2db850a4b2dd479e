using System.Text.Json.Nodes;
using NotionSync.Emulator.Api;

namespace NotionSync.Emulator.Control;

/// <summary>Writes the answers of the control API.</summary>
internal static class ControlReply
{
    public static async Task SendAsync(HttpContext context, JsonNode json, int status = 200)
    {
        var body = Reply.Bytes(json);
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
