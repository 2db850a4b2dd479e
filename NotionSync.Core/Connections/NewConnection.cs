using System.Security.Cryptography;
using System.Text;

namespace NotionSync.Connections;

/// <summary>How the ids, the first generations and the first syncs of connections are chosen.</summary>
internal static class NewConnection
{
    /// <summary>
    /// What connected before under the same id may still be in flight: a first generation that nobody foresees fits none
    /// of it.
    /// </summary>
    public static int Generation() => RandomNumberGenerator.GetInt32(1, int.MaxValue / 2);

    /// <summary>Nothing of it is followed yet. A sync now would only run beside the first import and fetch the same pages.</summary>
    public static Connection WithFirstSync(this Connection connection)
        => connection with { NextSyncAt = connection.AutoSync.Enabled ? connection.CreatedAt.AddHours(connection.AutoSync.IntervalHours) : null };

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
