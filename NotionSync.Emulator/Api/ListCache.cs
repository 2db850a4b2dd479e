using System.Collections.Concurrent;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Api;

/// <summary>Keeps the results of searches and queries while their pages are read, as long as the world does not change.</summary>
internal sealed class ListCache
{
    private const int MaxLists = 64;

    private readonly ConcurrentDictionary<string, Kept> _lists = new();

    public List<Entity> Get(World world, string name, Func<List<Entity>> make)
    {
        if (_lists.TryGetValue(name, out var kept) && kept.World == world && kept.Version == world.Version)
        {
            return kept.Items;
        }

        if (_lists.Count >= MaxLists)
        {
            _lists.Clear();
        }

        var items = make();
        _lists[name] = new(world, world.Version, items);
        return items;
    }

    private sealed record Kept(World World, long Version, List<Entity> Items);
}
