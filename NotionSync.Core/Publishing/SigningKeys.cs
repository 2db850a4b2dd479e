using System.Collections.Concurrent;
using System.Security.Cryptography;
using NotionSync.Connections;
using NotionSync.Records;

namespace NotionSync.Publishing;

/// <summary>The key that signs a tenant's links: 32 random bytes in the secret store, made with the first link.</summary>
public sealed class SigningKeys(IRecordStore records, ISecretStore secrets, TimeProvider clock)
{
    /// <summary>A tenant that was removed and came back has another key: no process keeps the old one for longer.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, (byte[] Key, DateTimeOffset Until)> _known = new();

    /// <returns>The key, or <see langword="null"/>: the tenant has none, so no token can be its own.</returns>
    public async Task<byte[]?> FindAsync(string tenantId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();

        if (_known.TryGetValue(tenantId, out var known) && known.Until > now)
        {
            return known.Key;
        }

        if (await records.FindAsync(tenantId, PublishingKeys.SigningKey, PublishingJson.Default.SigningKey, cancellationToken) is not { Value.Secret: var name }
            || await secrets.FindAsync(name, cancellationToken) is not { } secret)
        {
            return null;
        }

        var key = Convert.FromBase64String(secret);
        _known[tenantId] = (key, now + KeptFor);
        return key;
    }

    /// <summary>Deletes the key of a tenant that goes as a whole; the record that names it goes with the others.</summary>
    public async Task RemoveAsync(string tenantId, CancellationToken cancellationToken)
    {
        if (await records.FindAsync(tenantId, PublishingKeys.SigningKey, PublishingJson.Default.SigningKey, cancellationToken) is { Value.Secret: var name })
        {
            await secrets.DeleteAsync(name, cancellationToken);
        }

        _known.TryRemove(tenantId, out _);
    }

    /// <summary>For a new link: what is kept here may be of a tenant that is gone, so it is asked for.</summary>
    public async Task<byte[]> GetAsync(string tenantId, CancellationToken cancellationToken)
    {
        _known.TryRemove(tenantId, out _);

        while (true)
        {
            if (await FindAsync(tenantId, cancellationToken) is { } key)
            {
                return key;
            }

            // The secret first, under a name of its own: of two that are made at once, one is named by the record.
            var made = new SigningKey($"gate-{PublishingKeys.NewId()}");
            await secrets.SetAsync(made.Secret, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), cancellationToken);
            var before = await records.FindAsync(tenantId, PublishingKeys.SigningKey, cancellationToken);

            var write = before is null
                ? RecordWrite.Add(PublishingKeys.SigningKey, made, PublishingJson.Default.SigningKey)
                : RecordWrite.Replace(PublishingKeys.SigningKey, made, PublishingJson.Default.SigningKey, before.ETag);

            if (!await records.TryWriteAsync(tenantId, [write], cancellationToken))
            {
                await secrets.DeleteAsync(made.Secret, cancellationToken);
            }
        }
    }
}
