using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Health;
using NotionSync.Http;
using NotionSync.Resources;

namespace NotionSync;

/// <summary>Tells that the app answers, and whether what it needs does. Never asks Notion.</summary>
public sealed class HealthFunctions(ApiEndpoint endpoint, Readiness readiness)
{
    [Function("GetHealth")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health")] HttpRequest request)
        => endpoint.RunAnonymousAsync(request, _ => Task.FromResult(Results.Text("healthy\n")));

    /// <summary>Static, and without a serializer: it needs nothing, so it is answered before anything else of the app is made.</summary>
    [Function("GetLiveness")]
    public static IResult GetLiveness([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health/live")] HttpRequest request)
        => Results.Text("""{"status":"live","checks":[]}""", "application/json");

    [Function("GetReadiness")]
    public Task<IResult> GetReadinessAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health/ready")] HttpRequest request)
        => endpoint.RunAnonymousAsync(request, async cancellationToken =>
        {
            var report = await readiness.ReadAsync(cancellationToken);

            if (!report.IsReady)
            {
                request.HttpContext.Response.Headers.RetryAfter = "5";
            }

            return Answer.Json(
                HealthResource.Of(report),
                ApiJson.Default.HealthResource,
                report.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
}
