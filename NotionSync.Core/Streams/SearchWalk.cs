using System.Runtime.CompilerServices;
using NotionSync.Notion;

namespace NotionSync.Streams;

/// <summary>
/// Goes through what search finds, the latest edit first, and then once more through what was edited meanwhile: that
/// moved to the front, behind the reader's back. An incremental read ends two whole answers after the last edit in its time.
/// </summary>
/// <param name="stopsEarly">Only what was edited in the read's time is wanted.</param>
internal sealed class SearchWalk(StreamRun run, string objectType, bool stopsEarly)
{
    private const int OlderAnswersBeforeEnd = 2;
    private const int MaxRestarts = 3;

    /// <summary>Whoever takes an item sets the run's place to it as soon as it has begun with it.</summary>
    public async IAsyncEnumerable<Found> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            await foreach (var found in PassAsync(cancellationToken))
            {
                yield return found;
            }
        }
        while (run.TryBeginAgain());
    }

    private async IAsyncEnumerable<Found> PassAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (cursor, after, at) = (run.List?.Cursor, run.List?.After, run.List?.At);
        DateTimeOffset? newest = null;
        var (olderAnswers, restarts) = (0, 0);

        while (true)
        {
            NotionList<NotionObject> answer;

            try
            {
                answer = await run.Notion.SearchAsync(new() { ObjectType = objectType, Sort = NotionSort.NewestEditFirst, Cursor = cursor }, cancellationToken);
            }
            catch (NotionException exception) when (exception.Error == NotionError.InvalidCursor && cursor is not null && restarts++ < MaxRestarts)
            {
                // From the start, but not what lies before the place: it was brought, or will be, once more through.
                (cursor, after, newest) = (null, null, at);
                continue;
            }

            if (answer.NextCursor is not null && answer.NextCursor == cursor)
            {
                throw new NotionException(NotionError.Malformed, "Notion's search goes in circles.");
            }

            var start = after is { } last ? IndexOf(answer.Items, last) + 1 : 0;
            newest = after is not null && start == 0 ? at : newest;
            after = null;
            var isOlder = true;

            foreach (var listed in answer.Items.Skip(start))
            {
                if (listed.LastEditedAt > newest)
                {
                    isOlder = false;
                    continue;
                }

                if (await CompleteAsync(listed, cancellationToken) is not { } item)
                {
                    continue;
                }

                run.First ??= item.LastEditedAt;

                if (IsWanted(item.LastEditedAt))
                {
                    isOlder = false;
                    at = item.LastEditedAt;
                    yield return new(item, new(cursor, item.Id, at));
                }
            }

            // Search ended before everything was found; that matters unless it had passed what is wanted.
            if (answer.Incomplete && !(Bound is { } bound && answer.Items is [.., { LastEditedAt: { } oldest }] && oldest < bound))
            {
                run.Warn("search_incomplete");
            }

            olderAnswers = isOlder && (stopsEarly || run.IsAgain) ? olderAnswers + 1 : 0;

            if (answer.NextCursor is null || (Bound is not null && olderAnswers == OlderAnswersBeforeEnd))
            {
                yield break;
            }

            cursor = answer.NextCursor;
            run.List = new(cursor, null, at);
            yield return default;
        }
    }

    // What was edited before is not wanted.
    private DateTimeOffset? Bound => run.IsAgain ? run.First : stopsEarly ? run.From : null;

    private bool IsWanted(DateTimeOffset? time) => run.IsAgain ? time > run.First : !stopsEarly || run.IsInWindow(time);

    // Search may tell no more than the id.
    private async Task<NotionObject?> CompleteAsync(NotionObject listed, CancellationToken cancellationToken)
    {
        if (!listed.IsPartial)
        {
            return listed;
        }

        try
        {
            return listed.Kind == "page"
                ? await run.Notion.GetPageAsync(listed.Id, cancellationToken)
                : await run.Notion.GetDataSourceAsync(listed.Id, cancellationToken);
        }
        catch (NotionException exception) when (exception.Error is NotionError.NotFound or NotionError.InvalidRequest)
        {
            run.Warn("not_shared");
            return null;
        }
    }

    private static int IndexOf(IReadOnlyList<NotionObject> items, NotionId id)
    {
        for (var index = 0; index < items.Count; index++)
        {
            if (items[index].Id == id)
            {
                return index;
            }
        }

        return -1;
    }

    /// <param name="Item">Null: an answer is through, and the run's place is set.</param>
    internal readonly record struct Found(NotionObject? Item, ListPlace Place);
}
