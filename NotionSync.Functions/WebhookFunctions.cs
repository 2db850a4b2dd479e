using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Primitives;
using NotionSync.Connections.Incoming;
using NotionSync.Http;
using NotionSync.Resources;
using NotionSync.Telemetry;

namespace NotionSync;

/// <summary>What Nango and Notion tell. They prove themselves by a signature over the bytes; the work goes into a queue.</summary>
public sealed class WebhookFunctions(ApiEndpoint endpoint, WebhookReceiver receiver, NotionWebhookKeys keys)
{
    [Function("ReceiveNangoWebhook")]
    public Task<IResult> NangoAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/webhooks/nango")] HttpRequest request)
        => endpoint.RunAnonymousAsync(request, async cancellationToken =>
        {
            var body = await request.ReadBodyAsync(cancellationToken);
            await CountedAsync("nango", receiver.ReceiveNangoAsync(body, Signature(request.Headers["X-Nango-Hmac-Sha256"]), cancellationToken));
            return Results.Ok();
        });

    [Function("ReceiveNotionWebhook")]
    public Task<IResult> NotionAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/webhooks/notion")] HttpRequest request)
        => endpoint.RunAnonymousAsync(request, async cancellationToken =>
        {
            var body = await request.ReadBodyAsync(cancellationToken);
            await CountedAsync("notion", receiver.ReceiveNotionAsync(body, Signature(request.Headers["X-Notion-Signature"]), cancellationToken));
            return Results.Ok();
        });

    // Not below webhooks/: those paths are open at the platform, which must vouch for who calls this one.
    [Function("TakeNotionVerificationToken")]
    public Task<IResult> TakeTokenAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/webhook-keys/notion")] HttpRequest request)
        => endpoint.RunAsync(request, null, Role.Service, async (_, cancellationToken)
            => Answer.Json(new(await keys.TakeAsync(cancellationToken)), ApiJson.Default.VerificationResource));

    [Function("ResetNotionVerification")]
    public Task<IResult> ResetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/webhook-keys/notion")] HttpRequest request)
        => endpoint.RunAsync(request, null, Role.Service, async (_, cancellationToken) =>
        {
            await keys.ResetAsync(cancellationToken);
            return Results.NoContent();
        });

    private static async Task CountedAsync(string provider, Task receiving)
    {
        try
        {
            await receiving;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            AppMetrics.WebhookFailed(provider, exception is ProblemException problem ? problem.Code : "unavailable");
            throw;
        }
    }

    // Two of them are none: nobody can say which is meant.
    private static string? Signature(StringValues header) => header switch
    {
        [] => null,
        [{ } one] => one,
        _ => string.Empty,
    };
}
