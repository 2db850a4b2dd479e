using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using NotionSync.Publishing;

namespace NotionSync.Http;

/// <summary>
/// How often one client may ask the public routes, counted by each instance of the app for itself. What must hold over
/// all instances (how many access requests may wait) is counted in the storage.
/// </summary>
public sealed class RateLimits : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _requests;
    private readonly PartitionedRateLimiter<string> _forms;

    public RateLimits(IOptions<GateOptions> options)
    {
        _requests = Limiter(options.Value.RequestsPerMinute);
        _forms = Limiter(options.Value.FormsPerMinute);
    }

    /// <param name="isForm">An access request, or the exchange of a link: what somebody would repeat to guess or to flood.</param>
    /// <exception cref="ProblemException"><c>too_many_requests</c>.</exception>
    public void Take(HttpRequest request, bool isForm)
    {
        var client = ClientOf(request);
        using var taken = _requests.AttemptAcquire(client);
        using var form = isForm ? _forms.AttemptAcquire(client) : null;

        if (!taken.IsAcquired || form is { IsAcquired: false })
        {
            throw new ProblemException(ProblemKind.TooManyRequests, "too_many_requests", "Too many requests. Try again in a minute.", Window);
        }
    }

    public void Dispose()
    {
        _requests.Dispose();
        _forms.Dispose();
    }

    /// <summary>
    /// The address that the platform saw: the last one that was added to <c>X-Forwarded-For</c>, since what stands before
    /// it may be the client's own invention. Of IPv6 the network of a customer, 64 bits.
    /// </summary>
    internal static string ClientOf(HttpRequest request)
    {
        var forwarded = request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim();
        var address = IPEndPoint.TryParse(forwarded, out var seen) ? seen.Address : request.HttpContext.Connection.RemoteIpAddress ?? IPAddress.None;
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }

    private static PartitionedRateLimiter<string> Limiter(int perMinute)
        => PartitionedRateLimiter.Create<string, string>(client => perMinute == 0
            ? RateLimitPartition.GetNoLimiter(string.Empty)
            : RateLimitPartition.GetSlidingWindowLimiter(client, _ => new() { PermitLimit = perMinute, Window = Window, SegmentsPerWindow = 6 }));
}
