using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using NotionSync.Telemetry;

namespace NotionSync.Notion;

/// <summary>
/// Sends calls until they have an answer: a slot first, then tries with growing, jittered pauses. It never sleeps
/// longer than two seconds for the limit, because sleep is paid for: the caller puts its work back instead.
/// </summary>
internal sealed partial class NotionTransport(
    HttpClient http,
    NotionCredentials credentials,
    IRequestThrottle throttle,
    NotionOptions options,
    TimeProvider time,
    ILogger logger)
{
    private const int MaxTries = 5;
    private const int LargestPage = 100;
    private const int SmallestPage = 10;
    private const string VersionHeader = "Notion-Version";

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(3);

    // For a 429 and a 529 that do not say how long.
    private static readonly TimeSpan UnsaidLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan UnsaidOverload = TimeSpan.FromSeconds(1);

    private readonly ThrottleKeys _limits = credentials.ThrottleKeys;
    private readonly bool _namesVersion = credentials.Headers.Any(header => header.Key.EndsWith(VersionHeader, StringComparison.OrdinalIgnoreCase));
    private readonly Lock _renewing = new();
    private NotionCredentials _credentials = credentials;
    private Task<bool>? _renewal;
    private int _callsMade;
    private int _retries;
    private int _serverErrors;
    private long _waitedTicks;

    public int CallsMade => Volatile.Read(ref _callsMade);

    public int Retries => Volatile.Read(ref _retries);

    public int ServerErrors => Volatile.Read(ref _serverErrors);

    public TimeSpan Waited => new(Interlocked.Read(ref _waitedTicks));

    /// <param name="read">Turns the body into the result; a <see cref="JsonException"/> from it makes another try.</param>
    public async Task<T> SendAsync<T>(NotionCall call, Func<ReadOnlyMemory<byte>, T> read, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var waited = TimeSpan.Zero;
        var pageSize = LargestPage;
        var failures = 0;

        while (true)
        {
            // Made before the slot is taken: from then on nothing may fail that does not give the slot back.
            var request = call.CreateRequest(pageSize);
            waited += await TakeSlotAsync(call.Endpoint, waited, cancellationToken);
            var used = _credentials;
            NotionException failure;

            try
            {
                return await TryAsync(call, request, read, cancellationToken);
            }
            catch (NotionException exception) when (exception is { Error: NotionError.Unauthorized, IsFromBroker: false } && used.Renew is not null)
            {
                if (!await TryRenewAsync(used, cancellationToken))
                {
                    throw;
                }

                continue;
            }
            catch (NotionException exception) when ((exception.IsTransient && call.IsRepeatable) || exception.Error == NotionError.RateLimited)
            {
                failure = exception;
            }

            if (failure.Error == NotionError.RateLimited)
            {
                // Not a failed try: nothing is wrong with the call. It is the limit that is shared with others.
                var unsaid = failure.Status == 429 ? UnsaidLimit : UnsaidOverload;
                var retryAfter = failure.RetryAfter > TimeSpan.Zero ? failure.RetryAfter : unsaid;
                await throttle.PauseAsync(_limits, new(failure.Scope, call.Endpoint, retryAfter), cancellationToken);
                Log.Limited(logger, call.Endpoint, failure.Status, failure.Scope, retryAfter.TotalSeconds);
                waited += await WaitAsync(retryAfter, waited, failure.Message, cancellationToken);
            }
            else
            {
                failures++;
                var pause = PauseBefore(failures, failure.RetryAfter);

                if (failures >= MaxTries || pause > LongestWait || time.GetElapsedTime(started) + pause > LongestCall)
                {
                    throw failure;
                }

                Log.TriedInVain(logger, failure, call.Endpoint, failures);
                await Task.Delay(pause, time, cancellationToken);

                if (failure.Status == 504 && call.IsListing)
                {
                    pageSize = Math.Max(SmallestPage, pageSize / 2);
                }
            }

            Interlocked.Increment(ref _retries);
            NotionMetrics.Retried(call.Endpoint);
        }
    }

    // Calls that failed together share one renewal; a second one would not help.
    private Task<bool> TryRenewAsync(NotionCredentials used, CancellationToken cancellationToken)
    {
        lock (_renewing)
        {
            return ReferenceEquals(_credentials, used) ? _renewal ??= RenewAsync(used, cancellationToken) : Task.FromResult(true);
        }
    }

    private async Task<bool> RenewAsync(NotionCredentials used, CancellationToken cancellationToken)
    {
        if (await used.Renew!(cancellationToken) is not { } renewed)
        {
            return false;
        }

        _credentials = used with { Headers = renewed.Headers, Renew = null };
        return true;
    }

    // A doubling pause of which half is chance keeps workers that failed together from trying together.
    private static TimeSpan PauseBefore(int failures, TimeSpan retryAfter)
    {
        var pause = FirstPause * (1 << (failures - 1)) * (0.5 + (Random.Shared.NextDouble() / 2));
        return retryAfter > pause ? retryAfter : pause;
    }

    private async Task<TimeSpan> TakeSlotAsync(string endpoint, TimeSpan waited, CancellationToken cancellationToken)
    {
        var total = TimeSpan.Zero;

        while (await throttle.TakeAsync(_limits, endpoint, cancellationToken) is { } wait && wait > TimeSpan.Zero)
        {
            total += await WaitAsync(wait, waited + total, "The limit of requests is used up.", cancellationToken);
        }

        return total;
    }

    private async Task<TimeSpan> WaitAsync(TimeSpan wait, TimeSpan waited, string reason, CancellationToken cancellationToken)
    {
        var putBack = waited + wait > LongestWait;
        NotionMetrics.Waited(wait, putBack);

        if (putBack)
        {
            throw new NotionRateLimitedException(wait, reason);
        }

        Interlocked.Add(ref _waitedTicks, wait.Ticks);
        await Task.Delay(wait, time, cancellationToken);
        return wait;
    }

    private async Task<T> TryAsync<T>(NotionCall call, NotionCall.Request request, Func<ReadOnlyMemory<byte>, T> read, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var outcome = nameof(NotionError.Unavailable);
        using var span = AppTracing.StartCall(call.Endpoint);
        Interlocked.Increment(ref _callsMade);

        try
        {
            var answer = await ExchangeAsync(request, cancellationToken);

            if (!answer.IsSuccess)
            {
                throw answer.ToException();
            }

            var result = Read(answer, read);
            outcome = "Ok";
            return result;
        }
        catch (NotionException exception)
        {
            outcome = exception.Error.ToString();

            if (exception.Error is NotionError.Unavailable or NotionError.Malformed)
            {
                Interlocked.Increment(ref _serverErrors);
            }

            throw;
        }
        finally
        {
            var duration = time.GetElapsedTime(started);
            throttle.Release(_limits, duration);
            NotionMetrics.Called(call.Endpoint, outcome, duration);
            span?.End(outcome == "Ok" ? null : outcome);
        }
    }

    private async Task<NotionAnswer> ExchangeAsync(NotionCall.Request request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(options.TimeoutSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var message = CreateMessage(request);

        try
        {
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await BoundedBody.ReadAsync(response.Content, options.MaxResponseBytes, either.Token);
            var requestId = response.Headers.TryGetValues("x-notion-request-id", out var ids) ? ids.FirstOrDefault() : null;

            return new(response.StatusCode, body, requestId, NotionAnswer.ReadRetryAfter(response, time));
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Unreachable("Notion did not answer in time.", exception);
        }
        catch (HttpRequestException exception)
        {
            throw Unreachable("Notion could not be reached.", exception);
        }
        catch (IOException exception)
        {
            throw Unreachable("Notion's answer was cut off.", exception);
        }
    }

    private static NotionException Unreachable(string message, Exception exception)
        => new(NotionError.Unavailable, message, exception) { IsTransient = true };

    private static T Read<T>(NotionAnswer answer, Func<ReadOnlyMemory<byte>, T> read)
    {
        try
        {
            return read(answer.Body);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second is what the JSON reader throws for a text that is no valid UTF-8.
            throw new NotionException(NotionError.Malformed, $"Notion's answer cannot be read: {exception.Message}", exception)
            {
                Status = (int)answer.Status,
                RequestId = answer.RequestId,
                IsTransient = true,
            };
        }
    }

    private HttpRequestMessage CreateMessage(NotionCall.Request request)
    {
        var message = new HttpRequestMessage(request.Method, new Uri(_credentials.BaseAddress, request.Path));

        foreach (var (name, value) in _credentials.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (!_namesVersion)
        {
            message.Headers.TryAddWithoutValidation(VersionHeader, options.ApiVersion);
        }

        foreach (var (name, value) in request.Headers)
        {
            message.Headers.Remove(name);
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (message.Headers.Accept.Count == 0)
        {
            message.Headers.Accept.Add(new("application/json"));
        }

        if (request.Body is { } body)
        {
            message.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return message;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Endpoint} is limited with status {Status}: all workers pause for {Seconds} s, as far as the limit per {Scope} reaches.")]
        public static partial void Limited(ILogger logger, string endpoint, int? status, ThrottleScope scope, double seconds);

        [LoggerMessage(2, LogLevel.Warning, "Try {Try} of {Endpoint} failed; another follows.")]
        public static partial void TriedInVain(ILogger logger, Exception exception, string endpoint, int @try);
    }
}
