namespace NotionSync.Importing;

/// <summary>Adds items to a running import, and sets their lanes going.</summary>
public sealed class ImportLanes(IImportStore imports, IImportSender sender)
{
    public async Task AddAsync(Import import, IReadOnlyList<ImportItem> items, CancellationToken cancellationToken)
    {
        if (items.Count == 0)
        {
            return;
        }

        var inLanes = items.Select(item => item with { Lane = LaneOf(item.Id, import.Lanes) }).ToList();
        await StartAsync(import, await imports.AddItemsAsync(import.Id, inLanes, cancellationToken), cancellationToken);
    }

    /// <param name="lanes">A power of two.</param>
    public static int LaneOf(Notion.NotionId id, int lanes) => id.Value.ToByteArray()[^1] & (lanes - 1);

    /// <summary>
    /// Sets the lanes going that a worker made busy before it was cut off. For messages that come again: the worker
    /// that had them may have been that one.
    /// </summary>
    public async Task StartAbandonedAsync(Import import, CancellationToken cancellationToken)
        => await StartAsync(import, await imports.ListUnstartedAsync(import.Id, cancellationToken), cancellationToken);

    /// <summary>Sends the messages of an import again in which nothing has ended for so long: once, however many ask for it.</summary>
    public async Task StartStalledAsync(Import import, TimeSpan stallsAfter, CancellationToken cancellationToken)
        => await StartAsync(import, await imports.TakeStalledAsync(import.Id, stallsAfter, cancellationToken), cancellationToken);

    /// <summary>Sends the message for the lane's next item.</summary>
    /// <returns><see langword="false"/>: it has none, and is idle now.</returns>
    public async Task<bool> TryGoOnAsync(Import import, int lane, CancellationToken cancellationToken)
    {
        if (await imports.NextAsync(import.Id, lane, most: 1, cancellationToken) is not [var next, ..])
        {
            return false;
        }

        await sender.SendAsync(new(import.TenantId, import.ConnectionId, import.Generation, import.Id, lane, next.Id), TimeSpan.Zero, cancellationToken);
        return true;
    }

    private async Task StartAsync(Import import, IReadOnlyCollection<int> lanes, CancellationToken cancellationToken)
    {
        foreach (var lane in lanes)
        {
            // Noted after it was sent: a second message does no harm, a missing one would.
            if (await TryGoOnAsync(import, lane, cancellationToken))
            {
                await imports.MarkStartedAsync(import.Id, lane, cancellationToken);
            }
        }
    }
}
