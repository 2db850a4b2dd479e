using Azure;
using Microsoft.AspNetCore.Http;

namespace NotionSync.Http;

/// <summary>Says what a caller is told of an exception. What is not named here is a defect: 500, and nothing of its inside.</summary>
internal static class ProblemMap
{
    private static readonly TimeSpan StorageWait = TimeSpan.FromSeconds(5);

    public static Problem ToProblem(Exception exception, bool clientIsGone) => exception switch
    {
        ProblemException problem => new(ToStatus(problem.Kind), problem.Code, problem.Message) { RetryAfter = problem.RetryAfter },
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => JsonBody.TooLarge(),
        _ when clientIsGone && IsEndOfRequest(exception) => new(StatusCodes.Status499ClientClosedRequest, "client_closed_request", "The caller went away."),
        BadHttpRequestException => new(StatusCodes.Status400BadRequest, "invalid_request", "The request cannot be read."),
        RequestFailedException or AggregateException when IsStorageOutage(exception) =>
            new(StatusCodes.Status503ServiceUnavailable, "storage_unavailable", "The storage does not answer now. Try again soon.") { RetryAfter = StorageWait },
        TimeoutException or TaskCanceledException { InnerException: TimeoutException } =>
            new(StatusCodes.Status503ServiceUnavailable, "timed_out", "This took too long. Try again.") { RetryAfter = StorageWait },
        _ => new(StatusCodes.Status500InternalServerError, "internal_error", "Something went wrong on our side. The trace id helps to find it."),
    };

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
