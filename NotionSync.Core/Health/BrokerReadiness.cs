using Microsoft.Extensions.Options;
using NotionSync.Connections.Nango;

namespace NotionSync.Health;

/// <summary>Asks Nango, where it is used, for a connection that is not there: it answers, and takes our key.</summary>
public sealed class BrokerReadiness(NangoClient nango, IOptions<NangoOptions> options) : IReadinessCheck
{
    public string Name => "broker";

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.IsOn)
        {
            return;
        }

        try
        {
            await nango.FindAsync("readiness", cancellationToken);
        }
        catch (ProblemException problem) when (problem.Kind == ProblemKind.TooManyRequests)
        {
            // A busy account is no reason to take no more requests.
        }
    }
}
