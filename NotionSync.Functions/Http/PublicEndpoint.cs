using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using NotionSync.Auditing;
using NotionSync.Publishing;

namespace NotionSync.Http;

/// <summary>
/// What every public route passes through: limits, the visitor, headers that keep an answer from others, and refusals
/// that look alike, whatever is behind them.
/// </summary>
public sealed class PublicEndpoint(ApiEndpoint endpoint, Gate gate, AuditLog audit, RateLimits limits, IOptions<GateOptions> options, TimeProvider time)
{
    private const int MaxTenantLength = 128;

    private readonly TimeSpan _step = TimeSpan.FromMilliseconds(options.Value.RefusalMilliseconds);

    /// <summary>Runs an action for whoever comes.</summary>
    /// <param name="isForm">See <see cref="RateLimits.Take"/>.</param>
    public Task<IResult> RunAsync(HttpRequest request, string tenant, Func<Visitor, CancellationToken, Task<IResult>> action, bool isForm = false)
        => endpoint.RunAnonymousAsync(request, async cancellationToken =>
        {
            var started = time.GetTimestamp();
            limits.Take(request, isForm);

            try
            {
                if (tenant.Length is 0 or > MaxTenantLength || tenant.Any(char.IsControl))
                {
                    throw ProblemException.NotFound();
                }

                var visitor = await gate.AdmitAsync(tenant, SessionCookie.TokenOf(request, tenant), cancellationToken);
                var result = await action(visitor, cancellationToken);
                request.HttpContext.Response.Headers.Vary = "Authorization, Cookie";
                return result;
            }
            catch (ProblemException exception) when (exception.Kind == ProblemKind.NotFound)
            {
                await PaceAsync(started, cancellationToken);
                throw ProblemException.NotFound();
            }
        });

    /// <summary>Runs an action for a contact; for anybody else the route is not there.</summary>
    public Task<IResult> RunForContactAsync(HttpRequest request, string tenant, Func<Visitor, CancellationToken, Task<IResult>> action)
        => RunAsync(request, tenant, (visitor, cancellationToken) => visitor.Contact is null ? throw ProblemException.NotFound() : action(visitor, cancellationToken));

    /// <summary>Records that something was shown, before it is.</summary>
    public Task RecordAsync(Visitor visitor, string action, string subject, string? detail, CancellationToken cancellationToken)
        => audit.AppendAsync(visitor.TenantId, audit.Write(visitor.Actor, action, subject, ("link", visitor.LinkId), ("name", detail)), cancellationToken);

    /// <summary>
    /// What is the same for everybody may be kept everywhere, and is shown only after we were asked whether it still may;
    /// what came with any credential is kept nowhere.
    /// </summary>
    public static string CacheControl(Visitor visitor) => visitor.ShowedCredential ? "private, no-store" : "public, no-cache";

    /// <summary>Lets a refusal take a multiple of the step: a read more or less does not show.</summary>
    private async Task PaceAsync(long started, CancellationToken cancellationToken)
    {
        if (_step > TimeSpan.Zero)
        {
            var past = time.GetElapsedTime(started);
            await Task.Delay(TimeSpan.FromTicks(((past.Ticks / _step.Ticks) + 1) * _step.Ticks) - past, time, cancellationToken);
        }
    }
}
