using System.Collections.Concurrent;
using NotionSync.Notion;

namespace NotionSync.Browsing;

/// <summary>
/// Where things lie and which icon they have, as far as listings told it lately: a search says where its results lie
/// without a call for each, and a page's children, of which its blocks tell no icon, have theirs.
/// Kept in memory, for a few connections at a time.
/// </summary>
public sealed class KnownPlaces(TimeProvider time)
{
    private const int MaxConnections = 50;
    private const int MaxPlaces = 5_000;
    private const int MaxDepth = 20;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private readonly ConcurrentDictionary<(string TenantId, string ConnectionId), Known> _known = new();

    public void Add(string tenantId, string connectionId, IEnumerable<NotionObject> objects)
    {
        var now = time.GetUtcNow();

        foreach (var (key, known) in _known)
        {
            if (known.Until <= now || _known.Count > MaxConnections)
            {
                _known.TryRemove(key, out _);
            }
        }

        var places = _known.GetOrAdd((tenantId, connectionId), _ => new(now + Lifetime, new())).Places;

        foreach (var item in objects)
        {
            if (places.Count < MaxPlaces || places.ContainsKey(item.Id))
            {
                places[item.Id] = new(item.Title, ParentOf(item), IconOf(item, places.GetValueOrDefault(item.Id)));
            }
        }
    }

    /// <summary>The titles of what a thing lies in, the outermost first; those that are known.</summary>
    public IReadOnlyList<string> PathOf(string tenantId, string connectionId, NotionObject item)
    {
        var path = new List<string>();

        if (_known.TryGetValue((tenantId, connectionId), out var known))
        {
            for (var parent = ParentOf(item); path.Count < MaxDepth && parent is { } id && known.Places.TryGetValue(id, out var place); parent = place.Parent)
            {
                path.Add(place.Title);
            }
        }

        path.Reverse();
        return path;
    }

    /// <summary>The icon it has, or was lately seen with.</summary>
    public NotionIcon? FindIcon(string tenantId, string connectionId, NotionObject item)
        => _known.TryGetValue((tenantId, connectionId), out var known) ? IconOf(item, known.Places.GetValueOrDefault(item.Id)) : item.Icon;

    // A block that stands for a page does not tell the page's icon, so it takes none away.
    private static NotionIcon? IconOf(NotionObject item, Place? known)
        => item.Icon ?? (item.Json.IsEmpty ? known?.Icon : null);

    // Search lists data sources but no databases: a data source stands for its database.
    private static NotionId? ParentOf(NotionObject item)
        => item is { Kind: "data_source", DatabaseParent.Id: { } id } ? id : item.Parent.Id;

    private sealed record Known(DateTimeOffset Until, ConcurrentDictionary<NotionId, Place> Places);

    private sealed record Place(string Title, NotionId? Parent, NotionIcon? Icon);
}
