using NotionSync.Notion;

namespace NotionSync.Importing.Fetching;

/// <summary>A big page whose rest is being fetched in parts: which blocks belong to which, and which parts are not there yet.</summary>
public sealed record PageParts
{
    /// <summary>So many blocks fit the row that keeps them; what is beyond waits for the next round.</summary>
    public const int MaxTargets = 4000;

    /// <summary>The most parts of one round.</summary>
    public const int MaxParts = 16;

    public required string ImportId { get; init; }

    public required NotionId Item { get; init; }

    public required Guid Round { get; init; }

    public required int Count { get; init; }

    /// <summary>Blocks whose children are to be fetched, in the order of the page.</summary>
    public required IReadOnlyList<NotionId> Targets { get; init; }

    /// <summary>A bit for each part that is not there yet.</summary>
    public required int Left { get; init; }

    /// <summary>Requests that the parts spent and nobody has counted yet.</summary>
    public long Calls { get; init; }

    /// <summary>When a part last went on, or was sent again; null: none has yet.</summary>
    public DateTimeOffset? MovedAt { get; init; }

    public string? ETag { get; init; }

    public bool IsWaitedFor(int part) => (Left & (1 << part)) != 0;

    /// <summary>Neighbours stay together.</summary>
    public IEnumerable<NotionId> TargetsOf(int part)
    {
        var size = (Targets.Count + Count - 1) / Count;
        return Targets.Skip(part * size).Take(size);
    }

    /// <summary>Where a part keeps what it fetched.</summary>
    public NotionId CheckpointOf(int part)
    {
        // An id of its own, made from the page's, the round's and the part's, so that no two share it.
        Span<byte> name = stackalloc byte[36];
        Item.Value.TryWriteBytes(name);
        Round.TryWriteBytes(name[16..]);
        BitConverter.TryWriteBytes(name[32..], part);
        return new(new Guid(System.Security.Cryptography.SHA256.HashData(name).AsSpan(0, 16)));
    }
}

/// <summary>Where parts are kept; one row a page, changed conditionally.</summary>
public interface IPagePartsStore
{
    Task<PageParts?> FindAsync(string importId, NotionId item, CancellationToken cancellationToken);

    /// <summary>Replaces what there is of the page.</summary>
    Task SetAsync(PageParts parts, CancellationToken cancellationToken);

    /// <returns><see langword="false"/>: somebody changed it since it was read; nothing was written.</returns>
    Task<bool> TryUpdateAsync(PageParts parts, CancellationToken cancellationToken);

    Task RemoveAsync(PageParts parts, CancellationToken cancellationToken);
}
