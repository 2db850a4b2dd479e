using System.Globalization;
using System.Net;
using System.Text.Json;

namespace NotionSync.Notion;

/// <summary>An answer with its whole body, and what a failed one means.</summary>
internal sealed record NotionAnswer(HttpStatusCode Status, ReadOnlyMemory<byte> Body, string? RequestId, TimeSpan? RetryAfterHeader)
{
    private const int MaxMessageLength = 300;

    // Longer waits are asked for by mistake or by an edge; then a new try an hour later finds out.
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(1);

    public bool IsSuccess => (int)Status is >= 200 and <= 299;

    /// <summary>The error that this answer is (https://developers.notion.com/reference/status-codes).</summary>
    public NotionException ToException()
    {
        var status = (int)Status;

        if (ReadError() is not { } error)
        {
            // Not in Notion's words: an edge, a proxy or a wrong address. Only a limit is believed by its status alone.
            return status == 429
                ? new NotionException(NotionError.RateLimited, "The network before Notion limits the calls.") { Status = status, RetryAfter = RetryAfterOf(null) }
                : new NotionException(NotionError.Unavailable, $"Not Notion, but something before it, answered with status {status}.")
                {
                    Status = status,
                    RequestId = RequestId,
                    RetryAfter = RetryAfterOf(null),
                    IsTransient = status is 403 or 408 or >= 500,
                };
        }

        var kind = error.IsFromBroker ? KindOfBroker(status, error.Code) : KindOf(status, error);

        return new NotionException(kind, $"{(error.IsFromBroker ? "The broker" : "Notion")} answered {status} {error.Code}: {error.Message}")
        {
            Status = status,
            Code = error.Code,
            RequestId = error.RequestId ?? RequestId,
            RetryAfter = RetryAfterOf(error.RetryAfter),
            IsFromBroker = error.IsFromBroker,
            Scope = ScopeOf(status, error),
            IsTransient = status is 408 or 409 or 425 or >= 500 && kind != NotionError.Blocked,
        };
    }

    /// <summary>Reads the header in both of its forms; a time in the past is none.</summary>
    public static TimeSpan? ReadRetryAfter(HttpResponseMessage response, TimeProvider time)
        => response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => null,
        };

    private static NotionError KindOf(int status, Error error)
        => (status, error.Code) switch
        {
            (_, _) when error.Reason == "public_api_request_blocked" => NotionError.Blocked,
            (429, _) or (529, _) or (_, "rate_limited") or (_, "service_overload") => NotionError.RateLimited,
            (400, "validation_error") when error.Message.Contains("start_cursor", StringComparison.Ordinal) => NotionError.InvalidCursor,
            (401, _) => NotionError.Unauthorized,
            (403, _) => NotionError.Forbidden,
            (404, _) => NotionError.NotFound,
            (408 or 409 or 425 or >= 500, _) => NotionError.Unavailable,
            _ => NotionError.InvalidRequest,
        };

    // What the broker says of itself is never said of a page: its 404 must not look like a page that is gone.
    private static NotionError KindOfBroker(int status, string code)
        => status switch
        {
            429 => NotionError.RateLimited,

            // The connection is gone, or its token could not be renewed. A broker that refuses our own key (401, 403) or
            // does not know our integration says nothing of the connection: its admin cannot mend that.
            _ when code is "unknown_connection" or "connection_refresh_backoff" or "invalid_credentials" => NotionError.Unauthorized,
            _ => NotionError.Unavailable,
        };

    // A reason that is not known yet stops the connection, which is safe, and teaches nothing about its allowance.
    private static ThrottleScope ScopeOf(int status, Error error)
        => error switch
        {
            { IsFromBroker: true } => ThrottleScope.Broker,
            { Reason: "public_api_request_rate_limit" } => ThrottleScope.Allowance,
            { Reason: "public_api_space_request_rate_limit" } => ThrottleScope.Workspace,
            { Reason: "public_api_endpoint_rate_limit" } => ThrottleScope.Endpoint,
            { Reason: null } when status == 429 => ThrottleScope.Allowance,
            _ => ThrottleScope.Connection,
        };

    private TimeSpan RetryAfterOf(TimeSpan? inBody)
    {
        var wait = RetryAfterHeader ?? inBody ?? TimeSpan.Zero;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > MaxRetryAfter ? MaxRetryAfter : wait;
    }

    // Notion: {"object":"error","code","message","additional_data"}; Nango: {"error":{"code","message"}}.
    private Error? ReadError()
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            var root = document.RootElement;

            if (root.GetText("object") == "error")
            {
                var more = root.Get("additional_data");

                return new(
                    root.GetText("code") ?? "unknown",
                    Shorten(root.GetText("message")),
                    root.GetText("request_id"),
                    more.GetText("rate_limit_reason"),
                    ReadSeconds(more.Get("retry_after")),
                    IsFromBroker: false);
            }

            if (root.Get("error") is { ValueKind: JsonValueKind.Object } broker)
            {
                return new(broker.GetText("code") ?? "unknown", Shorten(broker.GetText("message")), null, null, null, IsFromBroker: true);
            }

            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Shorten(string? message)
        => message is null ? "(no message)" : message.Length <= MaxMessageLength ? message : message[..MaxMessageLength] + "…";

    // Notion writes the seconds as text.
    private static TimeSpan? ReadSeconds(JsonElement value)
    {
        var text = value.ValueKind is JsonValueKind.String ? value.GetString() : value.ValueKind is JsonValueKind.Number ? value.GetRawText() : null;

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 1e6
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }

    private sealed record Error(string Code, string Message, string? RequestId, string? Reason, TimeSpan? RetryAfter, bool IsFromBroker);
}
