using System.Security.Cryptography;
using System.Text;

namespace NotionSync.Connections;

/// <summary>What connections begin with, however they are made.</summary>
internal static class NewConnection
{
    /// <summary>A connection but for its id, which <see cref="IdFor"/> gives when it is known who authorised it.</summary>
    public static Connection Create(string tenantId, ConnectionProvider provider, Workspace workspace, string? connectedBy, AutoSync autoSync, DateTimeOffset now)
        => new()
        {
            TenantId = tenantId,
            Id = string.Empty,
            Provider = provider,
            Status = ConnectionStatus.Active,
            Workspace = workspace,

            // What connected before under the same id may still be in flight: a generation that nobody foresees fits none of it.
            Generation = RandomNumberGenerator.GetInt32(1, int.MaxValue / 2),
            CreatedAt = now,

            // Nothing of it is followed yet. A sync now would only run beside the first import and fetch the same pages.
            NextSyncAt = autoSync.Enabled ? now.AddHours(autoSync.IntervalHours) : null,
            AutoSync = autoSync,
            ConnectedBy = connectedBy,
            Begins = ConnectionBeginning.New,
        };

    /// <summary>
    /// The same person or bot that authorises the same workspace gets the same id each time: reported twice, it is one
    /// connection; connected again after a disconnect, its documents go on.
    /// </summary>
    /// <param name="number">
    /// From 0: the next one where the id is taken, by a connection that somebody else has authorised since, or by one that
    /// is just being cleared away.
    /// </param>
    public static string IdFor(Connection connection, int number)
    {
        string[] parts = [connection.TenantId, $"{connection.Provider}", connection.Workspace.Id ?? string.Empty, connection.NotionOwner ?? string.Empty, $"{number}"];
        var text = string.Concat(parts.Select(part => $"{part.Length}:{part}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }
}
