using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace NotionSync.Http;

/// <summary>
/// What every HTTP function passes through, in both heads: correlation id, principal, role, tenant, problem details
/// and the request log. An exception that leaves a function would be a bare 500.
/// </summary>
public sealed class ApiEndpoint(PrincipalReader principals, TimeProvider time, ILogger<ApiEndpoint> logger)
{
    private const int MaxTenantLength = 128;

    /// <summary>Runs an action for a caller who may do it. What it throws becomes a problem.</summary>
    /// <param name="tenant">The tenant that the route names; null where it names none.</param>
    /// <param name="required">The least role. Another tenant's route is 404 before any role is looked at.</param>
    public Task<IResult> RunAsync(HttpRequest request, string? tenant, Role required, Func<Caller, CancellationToken, Task<IResult>> action)
        => RunAsync(request, (exchange, cancellationToken) =>
        {
            var caller = Admit(request, tenant, required);
            exchange.Tenant = tenant;
            return action(caller, cancellationToken);
        });

    /// <summary>Runs an action for anybody: public routes, and webhooks, which prove themselves by signature.</summary>
    public Task<IResult> RunAnonymousAsync(HttpRequest request, Func<CancellationToken, Task<IResult>> action)
        => RunAsync(request, (_, cancellationToken) => action(cancellationToken));

    private async Task<IResult> RunAsync(HttpRequest request, Func<Exchange, CancellationToken, Task<IResult>> action)
    {
        var exchange = new Exchange(request.HttpContext, time, logger);
        using var scope = exchange.BeginScope();

        try
        {
            return exchange.Guard(await action(exchange, request.HttpContext.RequestAborted));
        }
        catch (Exception exception)
        {
            return exchange.Guard(exception);
        }
    }

    private Caller Admit(HttpRequest request, string? tenant, Role required)
    {
        var caller = principals.Read(request);
        RefuseForeignPage(request);

        if (tenant is not null && (tenant.Length is 0 or > MaxTenantLength || tenant.Any(char.IsControl) || !caller.MayName(tenant)))
        {
            throw ProblemException.NotFound();
        }

        return caller.Has(required)
            ? caller
            : throw new ProblemException(ProblemKind.Forbidden, "forbidden", $"This needs the role {required}.");
    }

    /// <summary>
    /// A browser sends the sign-in's cookie along with what another site's page makes it send. It also says that it was
    /// another's (https://www.w3.org/TR/fetch-metadata/); a program with a token of its own says nothing.
    /// </summary>
    private static void RefuseForeignPage(HttpRequest request)
    {
        var isReading = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

        if (!isReading && request.Headers["Sec-Fetch-Site"].ToString() is ("cross-site" or "same-site") && request.Headers.Authorization.Count == 0)
        {
            throw new ProblemException(ProblemKind.Forbidden, "foreign_page", "Another site's page may not change anything here.");
        }
    }
}
