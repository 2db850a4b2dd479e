using Microsoft.Extensions.Logging;

namespace NotionSync.Health;

/// <summary>Whether the app can work. The route is open to everybody, so its answer is kept for some seconds.</summary>
public sealed partial class Readiness(IEnumerable<IReadinessCheck> checks, TimeProvider time, ILogger<Readiness> logger) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _gate = new(1);
    private ReadinessReport? _last;

    public async Task<ReadinessReport> ReadAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);

        try
        {
            if (_last is null || time.GetUtcNow() - _last.CheckedAt >= Kept)
            {
                var results = await Task.WhenAll(checks.Select(check => CheckAsync(check, cancellationToken)));
                _last = new(time.GetUtcNow(), [.. results.OrderBy(result => result.Name, StringComparer.Ordinal)]);
            }

            return _last;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<ReadinessResult> CheckAsync(IReadinessCheck check, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);

        try
        {
            // A client that retries by itself may not look at the token for a while.
            await check.CheckAsync(either.Token).WaitAsync(either.Token);
            return new(check.Name, IsReady: true);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotReady(logger, exception, check.Name);
            return new(check.Name, IsReady: false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Not ready: {Check} does not answer as it should.")]
        public static partial void NotReady(ILogger logger, Exception exception, string check);
    }
}

/// <param name="Checks">In the order of their names.</param>
public sealed record ReadinessReport(DateTimeOffset CheckedAt, IReadOnlyList<ReadinessResult> Checks)
{
    public bool IsReady => Checks.All(check => check.IsReady);
}

public sealed record ReadinessResult(string Name, bool IsReady);
