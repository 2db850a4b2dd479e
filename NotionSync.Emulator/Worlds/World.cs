using System.Text.Json.Nodes;
using NotionSync.Emulator.Files;

namespace NotionSync.Emulator.Worlds;

/// <summary>
/// A workspace in memory. Read it inside <see cref="Read{T}"/>, change it inside <see cref="Write"/>: many requests
/// read at once, a change waits for them and they for it.
/// </summary>
internal sealed class World(string name) : IDisposable
{
    /// <summary>Blocks from which on it is worth a moment to give the memory of loading back to the machine.</summary>
    private const int BigWorld = 10_000;

    private readonly ReaderWriterLockSlim _gate = new();

    public string Name { get; } = name;

    public string WorkspaceName { get; set; } = name;

    public Guid WorkspaceId => StableId.From($"{Name}/workspace");

    public Guid BotId => StableId.From($"{Name}/bot");

    public Dictionary<Guid, Entity> Pages { get; } = [];

    public Dictionary<Guid, Entity> Blocks { get; } = [];

    public Dictionary<Guid, Entity> Databases { get; } = [];

    public Dictionary<Guid, Entity> DataSources { get; } = [];

    /// <summary>The workspace's people, in order.</summary>
    public OrderedDictionary<Guid, JsonObject> Users { get; } = [];

    /// <summary>Open comments by the page or block they stand on, oldest first.</summary>
    public Dictionary<Guid, List<JsonObject>> Comments { get; } = [];

    public Dictionary<string, StoredFile> Files { get; } = [];

    /// <summary>Rises with every change, so that whoever keeps something derived knows when it is stale.</summary>
    public long Version { get; private set; }

    public T Read<T>(Func<T> read)
    {
        _gate.EnterReadLock();

        try
        {
            return read();
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }

    public T Write<T>(Func<WorldEditor, T> write, DateTimeOffset now)
    {
        _gate.EnterWriteLock();

        try
        {
            return write(new WorldEditor(this, now));
        }
        finally
        {
            Version++;
            _gate.ExitWriteLock();
        }
    }

    /// <summary>Saves the memory that its objects need only while they are made; for worlds that were just loaded.</summary>
    public void Pack()
    {
        foreach (var entity in Pages.Values.Concat(Blocks.Values).Concat(Databases.Values).Concat(DataSources.Values))
        {
            entity.Pack();
        }

        if (Blocks.Count > BigWorld)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        }
    }

    /// <summary>The blocks below a page or block. A copy of a synced block shows those of its original.</summary>
    /// <returns>Null when there is no such page or block, or a synced copy's original is not shared.</returns>
    public IReadOnlyList<Entity>? FindChildren(Guid id, Viewer viewer)
    {
        if (Pages.TryGetValue(id, out var page))
        {
            return viewer.Sees(page) ? page.Children : null;
        }

        if (!Blocks.TryGetValue(id, out var block) || !viewer.Sees(block) || block.Type == "child_page")
        {
            return null;
        }

        return block.Children is [] && SyncedFrom(block) is { } original
            ? FindOriginal(original, viewer)
            : block.Children;
    }

    public void Dispose() => _gate.Dispose();

    private List<Entity>? FindOriginal(Guid id, Viewer viewer)
        => Blocks.TryGetValue(id, out var original) && viewer.Sees(original) && !original.InTrash ? original.Children : null;

    private static Guid? SyncedFrom(Entity block)
        => block.Type == "synced_block"
            && block.Payload?["synced_from"] is JsonObject from
            && StableId.TryRead((string?)from["block_id"], out var id)
            ? id
            : null;
}
