using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Options;

namespace NotionSync.Events;

/// <summary>Sends one event over the wire. Follows no redirect, keeps no cookies, reads nothing of the answer but its head.</summary>
public sealed class EventTransport : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly EventsOptions _options;
    private readonly IReadOnlyList<byte[]> _keys;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;

    public EventTransport(IOptions<EventsOptions> options, TimeProvider clock)
    {
        (_options, _clock) = (options.Value, clock);
        _keys = EventSignature.TryReadSecrets(_options.Secret) ?? [];
        _http = new(new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            ConnectTimeout = Patience,
            MaxResponseHeadersLength = 32,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            UseCookies = false,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan, // Ours is below.
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new("NotionSync", null));
    }

    public async Task<EventAnswer> SendAsync(EventDelivery delivery, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(delivery);

        using var patience = new CancellationTokenSource(Patience, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using var request = Make(delivery);

        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            var status = (int)response.StatusCode;
            return new(status, response.IsSuccessStatusCode ? null : $"The receiver answered {status}.", RetryAfter(response.Headers.RetryAfter));
        }
        catch (HttpRequestException exception)
        {
            return new(null, $"The receiver could not be reached ({exception.HttpRequestError}).", null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, $"The receiver did not answer within {Patience.TotalSeconds:0} seconds.", null);
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Make(EventDelivery delivery)
    {
        var timestamp = _clock.GetUtcNow().ToUnixTimeSeconds();
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(delivery.Body));
        content.Headers.ContentType = new("application/json");

        return new(HttpMethod.Post, _options.Url)
        {
            Content = content,
            Headers =
            {
                { "webhook-id", delivery.Id },
                { "webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture) },
                { "webhook-signature", EventSignature.Sign(_keys, delivery.Id, timestamp, delivery.Body) },
            },
        };
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) => header?.Delta ?? header?.Date - _clock.GetUtcNow();
}

/// <param name="Status">Null: nobody answered.</param>
/// <param name="Error">What went wrong, in a sentence; null: nothing.</param>
/// <param name="RetryAfter">How long the receiver wants to be left alone.</param>
public sealed record EventAnswer(int? Status, string? Error, TimeSpan? RetryAfter);
