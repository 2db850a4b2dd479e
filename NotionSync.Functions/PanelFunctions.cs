using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Http;

namespace NotionSync;

/// <summary>The admin panel and the visitor's page: everything outside <c>/api</c>.</summary>
public sealed class PanelFunctions(ApiEndpoint endpoint, PanelFiles files)
{
    [Function("GetPanel")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "{*path}")] HttpRequest request, string? path)
        => endpoint.RunAnonymousAsync(request, _ => Task.FromResult(files.Answer(request, path ?? string.Empty)));
}
