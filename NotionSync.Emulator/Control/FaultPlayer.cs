using System.Text.Json.Nodes;
using NotionSync.Emulator.Api;

namespace NotionSync.Emulator.Control;

/// <summary>Plays the faults that are set on requests to the API and to files.</summary>
internal sealed class FaultPlayer(EmulatorState state, RequestDelegate next)
{
    private const string GatewayPage = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";

    /// <summary>Set on a request whose cursor shall be refused.</summary>
    public static readonly object ExpiredCursor = new();

    public async Task InvokeAsync(HttpContext context)
    {
        var rules = state.Faults;

        if (rules.Length == 0 || context.Request.Path.StartsWithSegments("/_emulator", StringComparison.Ordinal))
        {
            await next(context);
            return;
        }

        var hasCursor = await HasCursorAsync(context);

        if (rules.FirstOrDefault(rule => rule.Meets(context.Request, hasCursor)) is { } played
            && !await PlayAsync(context, played))
        {
            return;
        }

        await next(context);
    }

    /// <returns>Whether the request goes on to its endpoint.</returns>
    private static async Task<bool> PlayAsync(HttpContext context, FaultRule rule)
    {
        if (rule.Holds)
        {
            await rule.Ended.WaitAsync(context.RequestAborted);
        }

        if (rule.LatencyMilliseconds > 0)
        {
            await Task.Delay(rule.LatencyMilliseconds, context.RequestAborted);
        }

        if (rule.Drops)
        {
            context.Response.StatusCode = 0;
            context.Abort();
            return false;
        }

        if (rule.Status is { } status)
        {
            await AnswerAsync(context, rule, status);
            return false;
        }

        if (rule.ExpiresCursor)
        {
            context.Items[ExpiredCursor] = true;
        }

        if (rule.CutAfterBytes is { } bytes)
        {
            context.Response.Body = new CutStream(context, context.Response.Body, bytes, rule.IsCleanCut);
        }

        return true;
    }

    private static async Task<bool> HasCursorAsync(HttpContext context)
    {
        if (context.Request.Query.ContainsKey("start_cursor"))
        {
            return true;
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            return false;
        }

        context.Request.EnableBuffering();
        using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        context.Request.Body.Position = 0;
        return body.Contains("\"start_cursor\"", StringComparison.Ordinal);
    }

    private static async Task AnswerAsync(HttpContext context, FaultRule rule, int status)
    {
        foreach (var (name, value) in rule.Headers)
        {
            context.Response.Headers[name] = value?.ToString();
        }

        switch (rule.Body)
        {
            case null when status == 502 && rule.Code is null:
                await SendAsync(context, status, GatewayPage, "text/html");
                break;
            case null:
                await Reply.SendErrorAsync(context, Error(rule, status));
                break;
            case JsonValue text when text.TryGetValue(out string? raw):
                await SendAsync(context, status, raw, raw.StartsWith('<') ? "text/html" : "text/plain");
                break;
            default:
                Reply.RequestId(context);
                await SendAsync(context, status, rule.Body.ToJsonString(), "application/json; charset=utf-8");
                break;
        }
    }

    private static async Task SendAsync(HttpContext context, int status, string body, string contentType)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType ??= contentType;
        await context.Response.WriteAsync(body, context.RequestAborted);
    }

    private static NotionException Error(FaultRule rule, int status)
    {
        var (code, message) = status switch
        {
            400 => ("validation_error", "The request body does not match the schema for the expected parameters."),
            401 => ("unauthorized", "API token is invalid."),
            403 => ("restricted_resource", "Insufficient permissions for this endpoint."),
            404 => ("object_not_found", "Could not find the requested resource. Make sure the relevant pages and databases are shared with your integration."),
            409 => ("conflict_error", "Conflict occurred while saving. Please try again."),
            429 => ("rate_limited", "You have been rate limited. Please try again later."),
            503 => ("service_unavailable", "Notion is unavailable, please try again later."),
            504 => ("gateway_timeout", "Notion timed out while processing this request. Please try again later."),
            529 => ("service_overload", "Notion is temporarily overloaded. Please try again later."),
            _ => ("internal_server_error", "Unexpected error occurred."),
        };

        return new(status, rule.Code ?? code, rule.Message ?? message)
        {
            RetryAfterSeconds = rule.RetryAfter,
            AdditionalData = status != 429 ? null : new JsonObject
            {
                ["rate_limit_reason"] = rule.Reason ?? "public_api_request_rate_limit",
                ["retry_after"] = rule.RetryAfter?.ToString(System.Globalization.CultureInfo.InvariantCulture),
            },
        };
    }
}
