using Microsoft.Extensions.Options;
using NotionSync.Connections.Nango;

namespace NotionSync.Health;

/// <summary>Asks Nango, where it is used, for a connection that is not there: it answers, and takes our key.</summary>
public sealed class BrokerReadiness(NangoClient nango, IOptions<NangoOptions> options) : IReadinessCheck
{
    public string Name => "broker";

    public Task CheckAsync(CancellationToken cancellationToken)
        => options.Value.IsOn ? nango.FindAsync("readiness", cancellationToken) : Task.CompletedTask;
}
