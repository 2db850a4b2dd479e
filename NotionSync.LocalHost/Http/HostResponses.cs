using Microsoft.AspNetCore.Http.Features;
using NotionSync.LocalHost.Functions;

namespace NotionSync.LocalHost.Http;

/// <summary>Answers for the host: no such route, method not allowed, body too large.</summary>
internal static class HostResponses
{
    /// <summary>The server itself takes this much before it cuts the connection, in which case the caller may never see the answer.</summary>
    public const long MaxTransferBytes = 100 * 1024 * 1024;

    private const long MaxBodyBytes = 10 * 1024 * 1024;

    // A tenant that is brought back comes in one body.
    private const string ArchivePath = "/import";

    public static IApplicationBuilder UseHostResponses(this IApplicationBuilder app) => app.Use(AnswerAsync);

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var most = context.Request.Path.Value!.EndsWith(ArchivePath, StringComparison.OrdinalIgnoreCase) ? MaxTransferBytes : MaxBodyBytes;

        if (context.Request.ContentLength > most)
        {
            await HttpProblem.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, $"The body must not be larger than {most} bytes.");
            return;
        }

        if (context.Request.ContentLength is null && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = most;
        }

        await next(context);

        if (context.Response.HasStarted || context.GetEndpoint()?.Metadata.GetMetadata<FunctionDefinition>() is not null)
        {
            return;
        }

        if (context.Response.StatusCode is StatusCodes.Status404NotFound)
        {
            await HttpProblem.WriteAsync(context, StatusCodes.Status404NotFound, $"There is nothing at {context.Request.Path}.");
        }
        else if (context.Response.StatusCode is StatusCodes.Status405MethodNotAllowed)
        {
            await HttpProblem.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, $"{context.Request.Path} does not answer {context.Request.Method}.");
        }
    }
}
