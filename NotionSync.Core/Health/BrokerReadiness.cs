using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Options;
using NotionSync.Connections.Nango;

namespace NotionSync.Health;

/// <summary>
/// Asks Nango, where it is used, for a connection that is not there: it answers, and takes our key. Anybody may ask
/// whether the app is ready, so what Nango said holds for a while: its account has a limit.
/// </summary>
public sealed class BrokerReadiness(NangoClient nango, IOptions<NangoOptions> options, TimeProvider time) : IReadinessCheck
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    private (DateTimeOffset At, ExceptionDispatchInfo? Failure)? _last;

    public string Name => "broker";

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.IsOn)
        {
            return;
        }

        if (_last is not var (at, _) || time.GetUtcNow() - at >= Kept)
        {
            _last = (time.GetUtcNow(), await AskAsync(cancellationToken));
        }

        _last.Value.Failure?.Throw();
    }

    private async Task<ExceptionDispatchInfo?> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            await nango.FindAsync("readiness", cancellationToken);
            return null;
        }
        catch (ProblemException exception)
        {
            // Used up is not out of order: work waits for the limit.
            return exception.Kind == ProblemKind.TooManyRequests ? null : ExceptionDispatchInfo.Capture(exception);
        }
    }
}
