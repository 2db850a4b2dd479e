using System.Globalization;
using System.Security.Cryptography;
using NotionSync.Syncing;

namespace NotionSync.Importing;

/// <summary>Sets runs going, and sees to it that none is forgotten.</summary>
public sealed class ImportStarter(IImportStore imports, IImportSender sender, ITimetable timetable, TimeProvider clock)
{
    /// <summary>When a run that was started is first looked after, whoever watches it.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromMinutes(2);

    /// <summary>Falls as time goes on, so that a listing by key has the newest first.</summary>
    public string NewId()
        => string.Create(CultureInfo.InvariantCulture, $"{long.MaxValue - clock.GetUtcNow().UtcTicks:x16}{RandomNumberGenerator.GetHexString(8, lowercase: true)}");

    public Task<Import> StartAsync(Import import, CancellationToken cancellationToken)
        => StartAsync(import, TimeSpan.Zero, cancellationToken);

    /// <param name="delay">How long it stays queued: until then its pages may be added to.</param>
    public async Task<Import> StartAsync(Import import, TimeSpan delay, CancellationToken cancellationToken)
    {
        // Before the run is there: a crash leaves an entry for nothing, never a run that nobody looks after.
        await timetable.SetAsync(new(TimetableSubject.Run, import.TenantId, import.Id, clock.GetUtcNow() + FirstLook), cancellationToken);
        await imports.AddAsync(import, cancellationToken);
        await SendFirstAsync(import, delay, cancellationToken);
        return import;
    }

    /// <summary>The message that begins the run. A second one does no harm.</summary>
    public Task SendFirstAsync(Import import, CancellationToken cancellationToken) => SendFirstAsync(import, TimeSpan.Zero, cancellationToken);

    private Task SendFirstAsync(Import import, TimeSpan delay, CancellationToken cancellationToken)
        => sender.SendAsync(new(import.TenantId, import.ConnectionId, import.Generation, import.Id, Lane: 0, Item: null), delay, cancellationToken);
}
