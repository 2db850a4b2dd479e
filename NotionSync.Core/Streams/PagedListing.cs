using NotionSync.Notion;

namespace NotionSync.Streams;

/// <summary>
/// A list of Notion's that is read in its own order and can be gone on with at any item. Holds one answer at a time.
/// Where the place is gone (an expired cursor, an item that was moved), the list is read again: items may come twice, none is lost.
/// </summary>
internal sealed class PagedListing<T>(Func<string?, CancellationToken, Task<NotionList<T>>> fetch, Func<T, NotionId> idOf, ListPlace? place = null)
{
    private const int MaxRestarts = 3;

    private IReadOnlyList<T> _items = [];
    private int _next;
    private bool _isLoaded;
    private string? _cursor = place?.Cursor;
    private string? _nextCursor;
    private NotionId? _after = place?.After;
    private NotionId? _skipTo = place?.After;
    private bool _isFound;
    private int _restarts;

    public ListPlace Place => new(_cursor, _after);

    /// <summary>The last item that was taken; default before the first.</summary>
    public T? Last { get; private set; }

    public bool TryTake(out T item)
    {
        if (_next == _items.Count)
        {
            item = default!;
            return false;
        }

        item = _items[_next++];
        (Last, _after) = (item, idOf(item));
        return true;
    }

    /// <summary>Whether <see cref="LoadAsync"/> may bring more, once nothing can be taken.</summary>
    public bool HasMore => !_isLoaded || _nextCursor is not null;

    /// <summary>Loads until the place that the listing was made with is found.</summary>
    /// <returns><see langword="false"/>: it is gone, and the list begins at its start.</returns>
    public async Task<bool> FindPlaceAsync(CancellationToken cancellationToken)
    {
        while (_skipTo is not null)
        {
            await LoadAsync(cancellationToken);
        }

        return _isFound;
    }

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var cursor = _isLoaded ? _nextCursor : _cursor;
        NotionList<T> answer;

        try
        {
            answer = await fetch(cursor, cancellationToken);
        }
        catch (NotionException exception) when (exception.Error == NotionError.InvalidCursor && cursor is not null && _restarts < MaxRestarts)
        {
            Restart(_after);
            return;
        }

        if (answer.NextCursor is not null && answer.NextCursor == cursor)
        {
            throw new NotionException(NotionError.Malformed, "Notion's list goes in circles.");
        }

        (_items, _next, _cursor, _nextCursor, _isLoaded) = (answer.Items, 0, cursor, answer.NextCursor, true);

        if (_skipTo is { } wanted)
        {
            Skip(wanted);
        }
    }

    private void Skip(NotionId wanted)
    {
        for (var index = 0; index < _items.Count; index++)
        {
            if (idOf(_items[index]) == wanted)
            {
                (_next, Last, _skipTo, _isFound) = (index + 1, _items[index], null, true);
                return;
            }
        }

        _next = _items.Count;

        if (_nextCursor is null)
        {
            Restart(null);
        }
    }

    private void Restart(NotionId? skipTo)
    {
        _restarts++;
        (_items, _next, _isLoaded, _cursor, _nextCursor, _skipTo, _after) = ([], 0, false, null, null, skipTo, skipTo);
    }
}
