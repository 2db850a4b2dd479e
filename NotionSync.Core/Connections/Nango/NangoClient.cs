using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NotionSync.Notion;

namespace NotionSync.Connections.Nango;

/// <summary>
/// Nango's API, as far as it is needed (https://nango.dev/docs/reference/api). Calls to Notion do not go through here,
/// but through its proxy by an ordinary <see cref="NotionClient"/>.
/// </summary>
/// <remarks>
/// Every call throws a <see cref="ProblemException"/> when it fails: <c>broker_unavailable</c>, <c>broker_refused</c>
/// (our key or integration is not right), <c>broker_rate_limited</c>, <c>nango_is_off</c>.
/// </remarks>
public sealed partial class NangoClient(
    IHttpClientFactory clients,
    IOptions<NangoOptions> options,
    IRequestThrottle throttle,
    TimeProvider time,
    ILogger<NangoClient> logger)
{
    internal const string HttpClientName = "Nango";

    /// <summary>Connections of one answer of a list.</summary>
    internal const int PageSize = 500;

    private const int MaxResponseBytes = 16 * 1024 * 1024;

    private static readonly TimeSpan UnsaidLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    /// <summary>A page where a user of a tenant connects a workspace.</summary>
    public async Task<NangoSession> CreateSessionAsync(string tenantId, string userId, CancellationToken cancellationToken)
        => NangoJson.ReadSession(await SendAsync(
            HttpMethod.Post,
            "connect/sessions",
            NangoJson.WriteSession(options.Value.IntegrationId, tenantId, userId),
            cancellationToken));

    /// <summary>A page where a user authorises a connection anew; Nango keeps its id.</summary>
    /// <exception cref="NangoRefusalException">With status 400: Nango does not know the connection.</exception>
    public async Task<NangoSession> CreateReconnectSessionAsync(string brokerId, string tenantId, string userId, CancellationToken cancellationToken)
        => NangoJson.ReadSession(await SendAsync(
            HttpMethod.Post,
            "connect/sessions/reconnect",
            NangoJson.WriteReconnectSession(options.Value.IntegrationId, brokerId, tenantId, userId),
            cancellationToken));

    /// <returns>The connection, or null where Nango knows none of this id.</returns>
    public async Task<NangoConnection?> FindAsync(string brokerId, CancellationToken cancellationToken)
    {
        try
        {
            return NangoJson.ReadConnection(await SendAsync(HttpMethod.Get, PathOf(brokerId), null, cancellationToken));
        }
        catch (NangoRefusalException refusal) when (refusal.IsUnknownConnection)
        {
            return null;
        }
    }

    /// <summary>Has Nango fetch a new token from Notion now; by itself it never does, because Notion does not say when one ends.</summary>
    /// <returns><see langword="false"/>: Notion gives none any more, or Nango does not know the connection.</returns>
    public async Task<bool> TryRenewAsync(string brokerId, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(HttpMethod.Get, PathOf(brokerId) + "&force_refresh=true", null, cancellationToken);
            return true;
        }
        catch (NangoRefusalException refusal) when (refusal.IsUnknownConnection || refusal.IsFailedRenewal)
        {
            return false;
        }
        catch (NangoRefusalException refusal) when (refusal is { Status: >= 500, ErrorCode: "server_error" })
        {
            // Older versions say no more than this when the renewal failed; when Nango itself fails, this fails too.
            await FindAsync(brokerId, cancellationToken);
            return false;
        }
    }

    /// <summary>All connections of the integration, whichever tenant's.</summary>
    public async Task<IReadOnlyList<NangoConnection>> ListAsync(CancellationToken cancellationToken)
    {
        var all = new List<NangoConnection>();

        // Pages are counted from zero. A connection that is added meanwhile may move others, so ids may come twice.
        for (var page = 0; ; page++)
        {
            var path = $"connections?integrationId={Uri.EscapeDataString(options.Value.IntegrationId)}&limit={PageSize}&page={page}";
            var found = NangoJson.ReadConnections(await SendAsync(HttpMethod.Get, path, null, cancellationToken));
            all.AddRange(found);

            if (found.Count < PageSize)
            {
                return all;
            }
        }
    }

    /// <summary>Deletes the connection with its tokens. One that Nango does not know is fine.</summary>
    public async Task DeleteAsync(string brokerId, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(HttpMethod.Delete, PathOf(brokerId), null, cancellationToken);
        }
        catch (NangoRefusalException refusal) when (refusal.IsUnknownConnection)
        {
            // Gone is what was wanted.
        }
    }

    /// <summary>How the calls of a connection go through Nango's proxy.</summary>
    internal NotionCredentials Credentials(Connection connection, string apiVersion)
        => new(
            new(options.Value.BaseUrl, options.Value.ProxyPath + "/"),
            [
                new("Authorization", $"Bearer {RequireKey()}"),
                new("Connection-Id", connection.BrokerId!),
                new("Provider-Config-Key", options.Value.IntegrationId),

                // Tries are counted and paced here; a second loop behind our back would break the throttle.
                new("Retries", "0"),

                // Nango's own default for Notion is a version from before data sources.
                new("Nango-Proxy-Notion-Version", apiVersion),
            ],
            connection.Id)
        {
            BrokerKey = options.Value.ThrottleKey,
            BrokerLimit = options.Value.RequestsPerMinute,
        };

    private string PathOf(string brokerId)
        => $"connections/{Uri.EscapeDataString(brokerId)}?provider_config_key={Uri.EscapeDataString(options.Value.IntegrationId)}";

    private string RequireKey()
        => options.Value is { IsOn: true, SecretKey: { } key } ? key : throw new ProblemException(ProblemKind.Unprocessable, "nango_is_off", "This deployment has no Nango account.");

    private async Task<byte[]> SendAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"{options.Value.BaseUrl.AbsoluteUri.TrimEnd('/')}/{path}");
        request.Headers.Authorization = new("Bearer", RequireKey());
        request.Headers.Accept.Add(new("application/json"));

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        var limits = new ThrottleKeys(Connection: null) { Broker = options.Value.ThrottleKey, BrokerLimit = options.Value.RequestsPerMinute };
        await TakeSlotAsync(limits, PathForLog(path), cancellationToken);
        var started = time.GetTimestamp();

        try
        {
            using var response = await clients.CreateClient(HttpClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var answer = await BoundedBody.ReadAsync(response.Content, MaxResponseBytes, cancellationToken);

            return response.IsSuccessStatusCode ? answer : throw await RefuseAsync(response, answer, path, cancellationToken);
        }
        catch (Exception exception) when (IsNoAnswer(exception) && !cancellationToken.IsCancellationRequested)
        {
            Log.NoAnswer(logger, method.Method, PathForLog(path), exception);
            throw Unavailable(exception);
        }
        finally
        {
            throttle.Release(limits, time.GetElapsedTime(started));
        }
    }

    // The account's window counts these calls beside those that go through the proxy.
    private async Task TakeSlotAsync(ThrottleKeys limits, string endpoint, CancellationToken cancellationToken)
    {
        var waited = TimeSpan.Zero;

        while (await throttle.TakeAsync(limits, endpoint, cancellationToken) is { } wait && wait > TimeSpan.Zero)
        {
            waited += wait;

            if (waited > LongestWait)
            {
                throw RateLimited(wait);
            }

            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private static bool IsNoAnswer(Exception exception)
        => exception is HttpRequestException or IOException or OperationCanceledException or NotionException;

    private async Task<ProblemException> RefuseAsync(HttpResponseMessage response, byte[] answer, string path, CancellationToken cancellationToken)
    {
        var code = NangoJson.ReadErrorCode(answer);
        Log.Refused(logger, (int)response.StatusCode, code, PathForLog(path));

        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            var wait = NotionAnswer.ReadRetryAfter(response, time) is { } asked && asked > TimeSpan.Zero ? asked : UnsaidLimit;
            await throttle.PauseAsync(options.Value.ThrottleKey, wait, cancellationToken);
            return RateLimited(wait);
        }

        return new NangoRefusalException((int)response.StatusCode, code);
    }

    private static ProblemException RateLimited(TimeSpan wait)
        => new(ProblemKind.TooManyRequests, "broker_rate_limited", "Nango has no more requests for this account now.", wait);

    private static ProblemException Unavailable(Exception exception)
        => new(ProblemKind.Unavailable, "broker_unavailable", "Nango does not answer now. Try again soon.", TimeSpan.FromSeconds(10), exception);

    // Without the ids, which are of no use to a reader of logs.
    private static string PathForLog(string path) => path.Split('?', '/')[0];

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Nango answered {Status} {Code} to {Path}.")]
        public static partial void Refused(ILogger logger, int status, string? code, string path);

        [LoggerMessage(2, LogLevel.Warning, "Nango gave no answer to {Method} {Path}.")]
        public static partial void NoAnswer(ILogger logger, string method, string path, Exception exception);
    }
}
