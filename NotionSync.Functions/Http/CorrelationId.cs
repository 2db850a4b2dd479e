using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace NotionSync.Http;

/// <summary>The id that one request carries through logs and answers.</summary>
internal static class CorrelationId
{
    public const string HeaderName = "x-correlation-id";

    private const int MaxLength = 64;

    /// <summary>The caller's own id, else the trace id of its <c>traceparent</c>, each only if well formed; else a new one.</summary>
    public static string Of(HttpRequest request)
    {
        if (request.Headers[HeaderName] is [{ } own] && IsWellFormed(own))
        {
            return own;
        }

        // Version, trace, parent and flags: https://www.w3.org/TR/trace-context/#traceparent-header
        if (request.Headers.TraceParent is [{ } parent] && ActivityContext.TryParse(parent, null, out var context) && context.TraceId != default)
        {
            return context.TraceId.ToHexString();
        }

        return (Activity.Current?.TraceId ?? ActivityTraceId.CreateRandom()).ToHexString();
    }

    private static bool IsWellFormed(string id)
        => id.Length is > 0 and <= MaxLength && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.');
}
