using NotionSync.Http;

namespace NotionSync.LocalHost.Http;

/// <summary>What the host itself answers where no function does, in the shape of the API's own errors.</summary>
internal static class HttpProblem
{
    public static IResult Create(HttpContext context, int status, string detail, string? code = null)
        => Results.Json(
            new Problem(status, code ?? Code(status), detail) { TraceId = context.TraceIdentifier },
            contentType: "application/problem+json",
            statusCode: status);

    public static Task WriteAsync(HttpContext context, int status, string detail) => Create(context, status, detail).ExecuteAsync(context);

    private static string Code(int status) => status switch
    {
        StatusCodes.Status403Forbidden => "forbidden",
        StatusCodes.Status404NotFound => "not_found",
        StatusCodes.Status405MethodNotAllowed => "method_not_allowed",
        StatusCodes.Status413PayloadTooLarge => "body_too_large",
        >= StatusCodes.Status500InternalServerError => "internal_error",
        _ => "invalid_request",
    };
}
