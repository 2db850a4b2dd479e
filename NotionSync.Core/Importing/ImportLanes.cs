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

        foreach (var lane in await imports.AddItemsAsync(import.Id, items, cancellationToken))
        {
            // Noted after it was sent: cut off in between, the next who comes sends it again, which does no harm.
            if (await TryGoOnAsync(import, lane, cancellationToken))
            {
                await imports.MarkStartedAsync(import.Id, lane, cancellationToken);
            }
        }
    }

    /// <summary>Sends the message for the lane's next item.</summary>
    /// <returns><see langword="false"/>: it has none, and is idle now.</returns>
    public async Task<bool> TryGoOnAsync(Import import, int lane, CancellationToken cancellationToken)
    {
        if (await imports.NextAsync(import.Id, lane, cancellationToken) is not { } next)
        {
            return false;
        }

        await sender.SendAsync(new(import.TenantId, import.ConnectionId, import.Generation, import.Id, lane, next), TimeSpan.Zero, cancellationToken);
        return true;
    }
}
