using System.Security.Cryptography;
using System.Text.Json;

namespace NotionSync.Connections.OAuth;

/// <summary>The secrets of connections. Each authorisation has a secret of its own, so that a late write hits none that is in use.</summary>
public sealed class TokenVault(ISecretStore secrets)
{
    public static string NewName(string connectionId) => $"connection-{connectionId}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    /// <summary>The token of an internal integration.</summary>
    public Task<string?> FindTokenAsync(Connection connection, CancellationToken cancellationToken)
        => secrets.FindAsync(NameOf(connection), cancellationToken);

    public Task SetTokenAsync(Connection connection, string token, CancellationToken cancellationToken)
        => secrets.SetAsync(NameOf(connection), token, cancellationToken);

    /// <summary>Both tokens of direct OAuth.</summary>
    public async Task<StoredTokens?> FindTokensAsync(Connection connection, CancellationToken cancellationToken)
        => await secrets.FindAsync(NameOf(connection), cancellationToken) is { } json
            ? JsonSerializer.Deserialize(json, OAuthJson.Default.StoredTokens)
            : null;

    public Task SetTokensAsync(Connection connection, StoredTokens tokens, CancellationToken cancellationToken)
        => secrets.SetAsync(NameOf(connection), JsonSerializer.Serialize(tokens, OAuthJson.Default.StoredTokens), cancellationToken);

    /// <summary>Deletes the secret of this authorisation. Nothing there is fine.</summary>
    public Task DeleteAsync(Connection connection, CancellationToken cancellationToken)
        => secrets.DeleteAsync(NameOf(connection), cancellationToken);

    // Connections from before each authorisation had a name of its own.
    private static string NameOf(Connection connection) => connection.SecretName ?? $"connection-{connection.Id}";
}
