using System.Collections.Concurrent;
using System.Diagnostics;
using Azure;

namespace NotionSync.Storage;

/// <summary>
/// What has ended in lanes, as this process wrote it last, so that a worker that goes through a lane need not read it
/// before each write. All those writes are conditional: one that somebody else wrote since costs a try in vain, and nothing else.
/// </summary>
internal sealed class KnownLanes
{
    // A worker's turn with a lane is short; afterwards another process may have it.
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(2);

    private const int Many = 1000;

    private readonly ConcurrentDictionary<(string ImportId, int Lane), (ImportLane State, long At)> _lanes = new();

    /// <summary>The lane, for one write.</summary>
    public ImportLane? Take(string importId, int lane)
        => _lanes.TryRemove((importId, lane), out var known) && Stopwatch.GetElapsedTime(known.At) < Lasts ? known.State : null;

    public void Keep(string importId, int lane, ImportLane state, ETag? written)
    {
        if (written is not { } etag)
        {
            return;
        }

        if (_lanes.Count > Many)
        {
            _lanes.Clear();
        }

        state.Row.ETag = etag;
        _lanes[(importId, lane)] = (new(state.Row, isNew: false), Stopwatch.GetTimestamp());
    }
}
