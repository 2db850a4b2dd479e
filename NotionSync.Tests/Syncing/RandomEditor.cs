namespace NotionSync.Tests.Syncing;

/// <summary>Does to a workspace what people do, the same for the same seed: writes, renames, adds, moves, trashes, restores.</summary>
internal sealed class RandomEditor(SyncWorld world, string root, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<string> _pages = [];
    private readonly List<string> _trashed = [];
    private int _number;

    /// <summary>What was done, for people to read when something is wrong.</summary>
    public List<string> Done { get; } = [];

    public int Next(int most) => _random.Next(most);

    public async Task EditAsync(int times)
    {
        if (_pages.Count == 0)
        {
            _pages.AddRange((await world.DocumentsAsync()).Select(document => document.Source.Id.ToString()).Where(id => id != root).Order(StringComparer.Ordinal));
        }

        for (var edit = 0; edit < times; edit++)
        {
            await EditAsync();
        }
    }

    private async Task EditAsync()
    {
        var page = _pages[_random.Next(_pages.Count)];
        var number = ++_number;

        switch (_random.Next(7))
        {
            case 0:
                await world.EditAsync(page, new { title = $"Renamed {number}" });
                Done.Add($"renamed {page} to {number}");
                break;
            case 1:
                _pages.Add(await world.AddPageAsync(page, $"New {number}", $"Text of {number}."));
                Done.Add($"added {_pages[^1]} ({number}) to {page}");
                break;
            case 2:
                // To the top of what is followed: below itself no page can be moved.
                await world.EditAsync(page, new { parent = root });
                Done.Add($"moved {page}");
                break;
            case 3 when _trashed.Count < 3:
                // One without anything below it, so that it is only this one.
                var leaf = await world.AddPageAsync(root, $"Short lived {number}", "Gone soon.");
                await world.EditAsync(leaf, new { trashed = true });
                _trashed.Add(leaf);
                Done.Add($"trashed {leaf} ({number})");
                break;
            case 4 when _trashed.Count > 0:
                await world.EditAsync(_trashed[0], new { trashed = false });
                Done.Add($"restored {_trashed[0]}");
                _trashed.RemoveAt(0);
                break;
            default:
                await world.WriteAsync(page, $"Written {number}.");
                Done.Add($"wrote {number} on {page}");
                break;
        }
    }
}
