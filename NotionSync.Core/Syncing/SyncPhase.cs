using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace NotionSync.Syncing;

/// <summary>
/// Spreads connections over the interval: each has a moment of its own within it, which follows from its name and so
/// stays the same. Many tenants that connected in the same minute do not sync in the same minute for ever.
/// </summary>
public static class SyncPhase
{
    /// <summary>A sync that just began does not begin again within the same minute.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);

    /// <summary>The connection's next moment after now: at most one interval away.</summary>
    public static DateTimeOffset Next(string tenantId, string connectionId, TimeSpan interval, DateTimeOffset now)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{tenantId}\n{connectionId}"));
        var phase = (long)(BinaryPrimitives.ReadUInt64LittleEndian(hash) % (ulong)interval.Ticks);
        var earliest = (now + Least).UtcTicks;
        var begun = (earliest - phase) / interval.Ticks;
        var next = phase + (begun * interval.Ticks);

        return new(next < earliest ? next + interval.Ticks : next, TimeSpan.Zero);
    }
}
