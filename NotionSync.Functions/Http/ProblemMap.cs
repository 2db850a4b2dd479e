using Azure;
using Microsoft.AspNetCore.Http;
using NotionSync.Notion;

namespace NotionSync.Http;

/// <summary>Says what a caller is told of an exception. What is not named here is a defect: 500, and nothing of its inside.</summary>
internal static class ProblemMap
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(5);

    public static Problem ToProblem(Exception exception, bool clientIsGone) => exception switch
    {
        ProblemException problem => new(ToStatus(problem.Kind), problem.Code, problem.Message) { RetryAfter = problem.RetryAfter },
        NotionException notion => OfNotion(notion),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => JsonBody.TooLarge(),
        _ when clientIsGone && IsEndOfRequest(exception) => new(StatusCodes.Status499ClientClosedRequest, "client_closed_request", "The caller went away."),
        BadHttpRequestException => new(StatusCodes.Status400BadRequest, "invalid_request", "The request cannot be read."),
        RequestFailedException or AggregateException when IsStorageOutage(exception) =>
            new(StatusCodes.Status503ServiceUnavailable, "storage_unavailable", "The storage does not answer now. Try again soon.") { RetryAfter = DefaultWait },
        TimeoutException or TaskCanceledException { InnerException: TimeoutException } =>
            new(StatusCodes.Status503ServiceUnavailable, "timed_out", "This took too long. Try again.") { RetryAfter = DefaultWait },
        _ => new(StatusCodes.Status500InternalServerError, "internal_error", "Something went wrong on our side. The trace id helps to find it."),
    };

    private static Problem OfNotion(NotionException exception) => exception.Error switch
    {
        NotionError.NotFound => new(StatusCodes.Status404NotFound, "not_shared",
            "Notion does not know it, or it is not shared with the connection."),
        NotionError.Unauthorized => new(StatusCodes.Status409Conflict, "needs_reauthorization",
            "Notion no longer accepts the connection. An admin has to connect it again."),
        NotionError.Forbidden => new(StatusCodes.Status422UnprocessableEntity, "missing_capability",
            "The connection may not do this in Notion. Its capabilities are set there."),
        NotionError.InvalidCursor => new(StatusCodes.Status400BadRequest, "invalid_cursor",
            "The cursor is no longer valid. Start again without a cursor."),
        NotionError.InvalidRequest => new(StatusCodes.Status422UnprocessableEntity, "notion_refused", exception.Message),
        NotionError.RateLimited => new(StatusCodes.Status429TooManyRequests, "notion_rate_limited",
            "The connection has used up what Notion allows it for now.")
        { RetryAfter = WaitOf(exception) },
        NotionError.Blocked => new(StatusCodes.Status409Conflict, "blocked_by_notion",
            "Notion blocks this connection's requests. Check the connection first."),
        NotionError.Malformed => new(StatusCodes.Status502BadGateway, "notion_unavailable",
            "Notion's answer cannot be read."),
        _ => new(StatusCodes.Status503ServiceUnavailable, "notion_unavailable",
            "Notion does not answer now.")
        { RetryAfter = WaitOf(exception) },
    };

    private static TimeSpan WaitOf(NotionException exception) => exception.RetryAfter > TimeSpan.Zero ? exception.RetryAfter : DefaultWait;

    private static bool IsEndOfRequest(Exception exception) => exception is OperationCanceledException or IOException or BadHttpRequestException;

    // After its own retries the SDK throws one exception per try, wrapped together; status 0 means that there was no answer.
    private static bool IsStorageOutage(Exception exception) => exception switch
    {
        RequestFailedException failed => failed.Status is 0 or 408 or 429 or >= 500,
        AggregateException { InnerExceptions: { Count: > 0 } tries } =>
            tries.Any(one => one is RequestFailedException) && tries.All(one => one is TaskCanceledException || IsStorageOutage(one)),
        _ => false,
    };

    private static int ToStatus(ProblemKind kind) => kind switch
    {
        ProblemKind.Invalid => StatusCodes.Status400BadRequest,
        ProblemKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ProblemKind.Forbidden => StatusCodes.Status403Forbidden,
        ProblemKind.NotFound => StatusCodes.Status404NotFound,
        ProblemKind.Conflict => StatusCodes.Status409Conflict,
        ProblemKind.PreconditionFailed => StatusCodes.Status412PreconditionFailed,
        ProblemKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ProblemKind.UnsupportedMediaType => StatusCodes.Status415UnsupportedMediaType,
        ProblemKind.Unprocessable => StatusCodes.Status422UnprocessableEntity,
        ProblemKind.PreconditionRequired => StatusCodes.Status428PreconditionRequired,
        ProblemKind.TooManyRequests => StatusCodes.Status429TooManyRequests,
        ProblemKind.BadGateway => StatusCodes.Status502BadGateway,
        ProblemKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
