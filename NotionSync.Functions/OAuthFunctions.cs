using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Primitives;
using NotionSync.Connections.OAuth;
using NotionSync.Http;

namespace NotionSync;

/// <summary>Where browsers come back from Notion's consent page. The state that they bring says who they are.</summary>
public sealed class OAuthFunctions(ApiEndpoint endpoint, PrincipalReader principals, OAuthConnector oauth)
{
    [Function("CompleteNotionOAuth")]
    public Task<IResult> CompleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/oauth/notion/callback")] HttpRequest request)
        => endpoint.RunAnonymousAsync(request, async cancellationToken =>
        {
            var caller = principals.ReadIfPresent(request);
            var outcome = await oauth.CompleteAsync(
                One(request.Query["state"]),
                One(request.Query["code"]),
                One(request.Query["error"]),
                caller is null ? null : (caller.Tenant, caller.UserId),
                cancellationToken);

            // The address of this page holds a code; no other site shall learn it.
            request.HttpContext.Response.Headers["Referrer-Policy"] = "no-referrer";

            return outcome.Location is { } location
                ? Results.Redirect(location.AbsoluteUri)
                : Results.Text(outcome.Error is { } error ? $"Not connected: {error}. You may close this window.\n" : "Connected. You may close this window.\n");
        });

    private static string? One(StringValues values) => values is [{ } value] ? value : null;
}
