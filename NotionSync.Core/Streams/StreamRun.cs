using NotionSync.Notion;

namespace NotionSync.Streams;

/// <summary>What one read of a stream knows while it goes: its bounds, its place, and what it brought.</summary>
internal sealed class StreamRun
{
    // What search finds lags behind the edits, and the minute of the cursor may have gone on after it was read.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);

    private readonly StreamState? _before;
    private readonly SeenRecords _seen;
    private readonly SeenRecords _fresh;
    private readonly Dictionary<string, int> _warnings = [];
    private bool _isComplete;

    public StreamRun(NotionClient notion, StreamRequest request)
    {
        (Notion, Request, _before) = (notion, request, request.State);
        var position = request.State?.Position is { } known && known.Mode == request.Mode ? known : null;

        _seen = SeenRecords.Parse(request.Mode == StreamMode.Incremental ? request.State?.Seen : null);
        _fresh = SeenRecords.Parse(position?.Fresh);
        From = request.Mode == StreamMode.FullRefresh ? null : position is null ? LowerBound() : position.From;
        (First, Latest, IsAgain, List, Comments) = (position?.First, position?.Latest, position?.Again ?? false, position?.List, position?.Comments);

        Once = position?.Once?.ToList() ?? [];

        if (position?.Path is { } path)
        {
            Path = () => path;
        }
    }

    public NotionClient Notion { get; }

    public StreamRequest Request { get; }

    /// <summary>Nothing edited before is brought; null: everything is.</summary>
    public DateTimeOffset? From { get; }

    public DateTimeOffset? First { get; set; }

    public DateTimeOffset? Latest { get; private set; }

    public bool IsAgain { get; private set; }

    public ListPlace? List { get; set; }

    /// <summary>Tells the place within a page; null between two pages.</summary>
    public Func<IReadOnlyList<ListPlace>>? Path { get; set; }

    public ListPlace? Comments { get; set; }

    /// <summary>What could come twice and was brought; kept in the state as far as it stays small.</summary>
    public List<NotionId> Once { get; }

    /// <summary>What was left out or cut short, by code, and how often.</summary>
    public IReadOnlyDictionary<string, int> Warnings => _warnings;

    public void Warn(string code) => _warnings[code] = _warnings.GetValueOrDefault(code) + 1;

    /// <summary>Once more through the list, for what moved to its front while it was read.</summary>
    public bool TryBeginAgain()
    {
        if (IsAgain || First is null)
        {
            return false;
        }

        (IsAgain, List) = (true, null);
        return true;
    }

    /// <summary>Notes the edit time of something that was met.</summary>
    public void Meet(DateTimeOffset? time)
    {
        if (time > Latest || Latest is null)
        {
            Latest = time ?? Latest;
        }
    }

    public bool IsInWindow(DateTimeOffset? time) => From is null || time is null || time >= From;

    /// <summary>Whether a record is to be brought, and remembers that it was.</summary>
    public bool TryBring(DateTimeOffset? time, ReadOnlySpan<byte> record)
    {
        // Only at the edges is it worth the hash: there one read overlaps the next.
        var isAtEnd = time >= Latest - Overlap;

        if (time is null || !(isAtEnd || time <= From + Overlap + Overlap || IsAgain))
        {
            return true;
        }

        if (isAtEnd)
        {
            _fresh.RemoveBefore(Latest!.Value - Overlap);
        }

        if (_seen.IsEmpty && !IsAgain && (!isAtEnd || _fresh.IsFull))
        {
            return true;
        }

        var hash = SeenRecords.HashOf(record);

        if (_seen.Contains(hash) || (IsAgain && _fresh.Contains(hash)))
        {
            return false;
        }

        if (isAtEnd)
        {
            _fresh.Add(time.Value, hash);
        }

        return true;
    }

    public void Complete() => _isComplete = true;

    public StreamState ToState()
    {
        if (!_isComplete)
        {
            var position = new StreamPosition(Request.Mode, From, First, Latest, IsAgain, List, Path?.Invoke(), Comments, _fresh.ToString(), Once is [] ? null : Once);
            return new(StreamState.CurrentVersion, Request.Stream.Name, _before?.Cursor, _before?.Seen, position);
        }

        var cursor = Latest > _before?.Cursor || _before?.Cursor is null || Request.Mode == StreamMode.FullRefresh ? Latest : _before.Cursor;
        return new(StreamState.CurrentVersion, Request.Stream.Name, cursor, Merge(cursor), null);
    }

    private string? Merge(DateTimeOffset? cursor)
    {
        if (cursor is null)
        {
            return null;
        }

        // What an earlier read brought of the last minutes still counts.
        var merged = SeenRecords.Parse(_fresh.ToString());
        merged.AddAll(_seen);
        merged.RemoveBefore(cursor.Value - Overlap);
        return merged.ToString();
    }

    private DateTimeOffset? LowerBound()
    {
        var cursor = _before?.Cursor - Overlap;
        return cursor > Request.StartDate || Request.StartDate is null ? cursor ?? Request.StartDate : Request.StartDate;
    }
}
