using Azure;
using Azure.Security.KeyVault.Secrets;
using NotionSync.Connections;

namespace NotionSync.Storage;

/// <summary>
/// Secrets in a Key Vault. The vault keeps a deleted secret for its retention time under its name: setting that name
/// again recovers it first. The app needs get, set, delete and recover (role Key Vault Secrets Officer).
/// </summary>
public sealed class KeyVaultSecretStore(SecretClient vault, TimeProvider time) : ISecretStore
{
    /// <summary>Deleting and recovering take the vault some seconds, during which it answers 409.</summary>
    private const int MaxTries = 12;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task<string?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await vault.GetSecretAsync(SecretName.Check(name), cancellationToken: cancellationToken)).Value.Value;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    public async Task SetAsync(string name, string value, CancellationToken cancellationToken)
    {
        SecretName.Check(name);

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await vault.SetSecretAsync(name, value, cancellationToken);
                return;
            }
            catch (RequestFailedException exception) when (exception.Status == 409 && attempt < MaxTries)
            {
                await RecoverAsync(name, cancellationToken);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await vault.StartDeleteSecretAsync(SecretName.Check(name), cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409)
        {
            // Not there, or on its way out.
        }
    }

    private async Task RecoverAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await vault.StartRecoverDeletedSecretAsync(name, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409)
        {
            // Still being deleted, or another worker recovers it; setting it again tells.
        }
    }
}
