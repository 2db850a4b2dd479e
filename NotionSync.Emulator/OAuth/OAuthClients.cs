using System.Collections.Concurrent;

namespace NotionSync.Emulator.OAuth;

/// <summary>The public connections that are registered.</summary>
internal sealed class OAuthClients
{
    private readonly ConcurrentDictionary<string, OAuthClient> _clients = new(StringComparer.Ordinal);

    public OAuthClients(IEnumerable<OAuthClient> clients)
    {
        foreach (var client in clients)
        {
            Register(client);
        }
    }

    public IReadOnlyList<OAuthClient> All => [.. _clients.Values.OrderBy(client => client.Id, StringComparer.Ordinal)];

    public OAuthClient? Find(string id) => _clients.GetValueOrDefault(id);

    /// <summary>Adds a client, or replaces the one of this id.</summary>
    public void Register(OAuthClient client) => _clients[client.Id] = client;
}
