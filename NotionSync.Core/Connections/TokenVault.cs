using System.Security.Cryptography;
using System.Text.Json;
using NotionSync.Connections.OAuth;

namespace NotionSync.Connections;

/// <summary>The secrets of connections. Each authorisation has a secret of its own, so that a late write hits none that is in use.</summary>
public sealed class TokenVault(ISecretStore secrets, TimeProvider clock)
{
    /// <summary>
    /// So long a secret that was read is kept in memory. What is replaced or deleted by this process is forgotten at once; a
    /// token that another process renewed is refused by Notion, and then looked up.
    /// </summary>
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(30);

    private const int MaxKnown = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string Secret, long At)> _known = [];
    private long _changes;

    public static string NewName(string connectionId) => $"connection-{connectionId}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    /// <summary>The token of an internal integration, perhaps from memory.</summary>
    public Task<string?> RecallTokenAsync(Connection connection, CancellationToken cancellationToken) => RecallAsync(NameOf(connection), cancellationToken);

    public Task SetTokenAsync(Connection connection, string token, CancellationToken cancellationToken) => SetAsync(NameOf(connection), token, cancellationToken);

    /// <summary>Both tokens of direct OAuth, perhaps from memory.</summary>
    public async Task<StoredTokens?> RecallTokensAsync(Connection connection, CancellationToken cancellationToken)
        => Read(await RecallAsync(NameOf(connection), cancellationToken));

    /// <summary>Both tokens of direct OAuth as they are stored now.</summary>
    public async Task<StoredTokens?> FindTokensAsync(Connection connection, CancellationToken cancellationToken)
        => Read(await FindAsync(NameOf(connection), cancellationToken));

    public Task SetTokensAsync(Connection connection, StoredTokens tokens, CancellationToken cancellationToken)
        => SetAsync(NameOf(connection), JsonSerializer.Serialize(tokens, OAuthJson.Default.StoredTokens), cancellationToken);

    /// <summary>Deletes the secret of this authorisation. Nothing there is fine.</summary>
    public async Task DeleteAsync(Connection connection, CancellationToken cancellationToken)
    {
        var name = NameOf(connection);
        Forget(name);
        await secrets.DeleteAsync(name, cancellationToken);
        Forget(name);
    }

    private async Task SetAsync(string name, string secret, CancellationToken cancellationToken)
    {
        Forget(name);
        await secrets.SetAsync(name, secret, cancellationToken);
        Forget(name);
    }

    private async Task<string?> RecallAsync(string name, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_known.TryGetValue(name, out var known) && clock.GetElapsedTime(known.At) < KnownFor)
            {
                return known.Secret;
            }
        }

        return await FindAsync(name, cancellationToken);
    }

    private async Task<string?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var (changes, at) = (Interlocked.Read(ref _changes), clock.GetTimestamp());
        var secret = await secrets.FindAsync(name, cancellationToken);

        lock (_lock)
        {
            _known.Remove(name);

            // What was read while something changed may be what it was before.
            if (secret is not null && changes == _changes)
            {
                if (_known.Count >= MaxKnown)
                {
                    _known.Clear();
                }

                _known[name] = (secret, at);
            }
        }

        return secret;
    }

    private void Forget(string name)
    {
        lock (_lock)
        {
            _changes++;
            _known.Remove(name);
        }
    }

    private static StoredTokens? Read(string? json) => json is null ? null : JsonSerializer.Deserialize(json, OAuthJson.Default.StoredTokens);

    // Connections from before each authorisation had a name of its own.
    private static string NameOf(Connection connection) => connection.SecretName ?? $"connection-{connection.Id}";
}
