using System.Diagnostics;

namespace NotionSync.Telemetry;

/// <summary>
/// The spans of the app. They carry names and ids, never text of a page, a file's name, a query or a secret; so HTTP
/// clients are not traced by their URLs.
/// </summary>
public static class AppTracing
{
    public const string SourceName = "NotionSync";

    internal static ActivitySource Source { get; } = new(SourceName);

    /// <summary>One request to Notion.</summary>
    /// <param name="endpoint">The template of its path, such as <c>GET /v1/pages/{id}</c>.</param>
    internal static Activity? StartCall(string endpoint)
    {
        var span = Source.StartActivity($"notion {endpoint}", ActivityKind.Client);
        span?.SetTag("peer.service", "notion");
        return span;
    }

    /// <param name="error">Null: it went well.</param>
    internal static void End(this Activity span, string? error)
    {
        if (error is not null)
        {
            span.SetTag("error.type", error);
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
