using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Http;

namespace NotionSync;

/// <summary>Tells that the app answers.</summary>
public sealed class HealthFunctions(ApiEndpoint endpoint)
{
    [Function("GetHealth")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request)
        => endpoint.RunAnonymousAsync(request, _ => Task.FromResult(Results.Text("healthy\n")));
}
