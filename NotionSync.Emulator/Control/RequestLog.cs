using Microsoft.AspNetCore.Routing;

namespace NotionSync.Emulator.Control;

/// <summary>Counts every request but those to the control API.</summary>
internal sealed class RequestLog(EmulatorState state, RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/_emulator", StringComparison.Ordinal))
        {
            await next(context);
            return;
        }

        var template = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? context.Request.Path.Value;

        try
        {
            await next(context);
        }
        finally
        {
            state.Statistics.Add($"{context.Request.Method} {template}", context.Response.StatusCode, context.Response.ContentLength ?? 0);
        }
    }
}
