using NotionSync.Connections;
using NotionSync.Health;

namespace NotionSync.Storage;

/// <summary>Asks for a secret that is not there, of the vault or of what stands in for it.</summary>
public sealed class SecretsReadiness(ISecretStore secrets) : IReadinessCheck
{
    public string Name => "secrets";

    public Task CheckAsync(CancellationToken cancellationToken) => secrets.FindAsync("readiness", cancellationToken);
}
