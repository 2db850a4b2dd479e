using Azure;
using Azure.Data.Tables;
using NotionSync.Importing;
using NotionSync.Notion;

namespace NotionSync.Storage;

/// <remarks>
/// Items: partition import. Rows: <c>i-ID</c> an item; <c>w-LANE-ID</c> the same while it has not ended, with all that is
/// known of it, so that one query gives a lane's next ones; <c>l-LANE</c> a lane; <c>k-LANE</c> what has ended in it, apart
/// because others add to a lane while one works on it; <c>f-ID</c> a failure, <c>n-ID</c> a note. All of one partition, so
/// that they change in one transaction.
/// </remarks>
public sealed partial class TableImportStore
{
    // Two rows an item and one for each lane; a transaction holds 100 rows and 4 MiB.
    private const int ItemsPerTransaction = 40;

    // Items of several lanes meet the workers of all of them; after so many such meetings each lane is written by itself.
    private const int MaxMeetings = 2;

    // Of one item, so that its end fits a transaction.
    private const int MaxRemarks = 40;

    public async Task<IReadOnlyCollection<int>> AddItemsAsync(string importId, IReadOnlyList<ImportItem> items, CancellationToken cancellationToken)
    {
        var lanes = new HashSet<int>();

        foreach (var chunk in items.DistinctBy(item => item.Id).Chunk(ItemsPerTransaction))
        {
            lanes.UnionWith(await AddAsync(importId, chunk, cancellationToken));
        }

        return lanes;
    }

    public async Task<IReadOnlyList<int>> ListUnstartedAsync(string importId, CancellationToken cancellationToken)
        => [.. (await ListLanesAsync(importId, ImportLane.KeyPrefix, cancellationToken)).Lanes.Where(lane => lane is { IsBusy: true, IsStarted: false }).Select(lane => lane.Number)];

    public async Task<IReadOnlyList<int>> TakeStalledAsync(string importId, TimeSpan stallsAfter, CancellationToken cancellationToken)
    {
        var (lanes, now) = await ListLanesAsync(importId, ImportLane.CountsPrefix, cancellationToken);
        var busy = lanes.Where(lane => lane.IsBusy).ToList();

        if (busy.Count == 0 || lanes.Any(lane => lane.HasMovedSince(now - stallsAfter)))
        {
            return [];
        }

        busy.ForEach(lane => lane.TakenAt = now);

        // All or none: of those who look at the same time one gets them.
        return await TrySubmitAsync([.. busy.Select(lane => lane.ToWrite())], cancellationToken) ? [.. busy.Select(lane => lane.Number)] : [];
    }

    public async Task<bool> IsIdleAsync(string importId, TimeSpan idleFor, CancellationToken cancellationToken)
    {
        var (lanes, now) = await ListLanesAsync(importId, ImportLane.CountsPrefix, cancellationToken);
        return lanes.All(lane => !lane.IsBusy && !lane.HasMovedSince(now - idleFor));
    }

    public async Task MarkStartedAsync(string importId, int lane, CancellationToken cancellationToken)
    {
        ImportLane state;

        do
        {
            state = await ReadLaneAsync(importId, lane, cancellationToken);

            if (!state.IsBusy || state.IsStarted)
            {
                return;
            }

            state.IsStarted = true;
        }
        while (!await TrySubmitAsync([state.ToWrite()], cancellationToken));
    }

    public async Task<ImportItem?> FindItemAsync(string importId, NotionId itemId, CancellationToken cancellationToken)
    {
        for (var looks = 0; await _items.FindAsync(importId, ItemKey(itemId), cancellationToken) is { } row; looks++)
        {
            var item = ReadItem(row);

            if (item.State != ImportItemState.Waiting)
            {
                return item;
            }

            if (await _items.FindAsync(importId, WaitingKey(item), cancellationToken) is { } waiting)
            {
                return ReadItem(waiting);
            }

            // It ended in between, which the next look sees.
            if (looks > 0)
            {
                throw new InvalidDataException($"Item {itemId} of import {importId} waits, and is in no lane.");
            }
        }

        return null;
    }

    public async Task<IReadOnlyList<ImportItem>> NextAsync(string importId, int lane, int most, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Nearly always there is one, and then nobody needs to know the lane's state.
            if (await ListWaitingAsync(importId, lane, most, cancellationToken) is { Count: > 0 } next)
            {
                return next;
            }

            var state = await ReadLaneAsync(importId, lane, cancellationToken);

            if (!state.IsBusy)
            {
                return [];
            }

            if (await ListWaitingAsync(importId, lane, most, cancellationToken) is { Count: > 0 } late)
            {
                return late;
            }

            // An item that is added from now on changes the lane, and then this write is refused.
            (state.IsBusy, state.IsStarted) = (false, false);

            if (await TrySubmitAsync([state.ToWrite()], cancellationToken))
            {
                return [];
            }
        }
    }

    private async Task<List<ImportItem>> ListWaitingAsync(string importId, int lane, int most, CancellationToken cancellationToken)
    {
        var items = new List<ImportItem>(most);
        var first = WaitingKey(lane);

        await foreach (var row in _items.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {importId} and RowKey gt {first} and RowKey lt {first + "~"}"), maxPerPage: most, cancellationToken: cancellationToken))
        {
            items.Add(ReadItem(row));

            if (items.Count == most)
            {
                break;
            }
        }

        return items;
    }

    public async Task<bool> TryEndItemAsync(string importId, ImportItem item, ImportOutcome outcome, CancellationToken cancellationToken)
    {
        var lane = LaneOf(item);
        var writer = Guid.NewGuid();

        while (true)
        {
            // As this process wrote it last, if it did so just now. If somebody else wrote since, the write is refused.
            var counts = _lanes.Take(importId, lane) ?? await ReadLaneAsync(importId, CountsKey(lane), cancellationToken);
            Count(counts, item, outcome);

            var ended = WriteItem(importId, ItemKey(item.Id), item with { State = outcome.State, Title = outcome.Title, Source = default });
            ended["EndedBy"] = writer;

            var actions = new List<TableTransactionAction>
            {
                new(TableTransactionActionType.UpdateReplace, ended, ETag.All),
                new(TableTransactionActionType.Delete, new TableEntity(importId, WaitingKey(item)), new ETag(item.ETag!)),
                counts.ToWrite(),
            };

            actions.AddRange(outcome.Failures.Take(MaxRemarks).Select((failure, index) => new TableTransactionAction(TableTransactionActionType.UpsertReplace, WriteFailure(importId, failure, index))));
            actions.AddRange(outcome.Notes.Take(MaxRemarks).Select((note, index) => new TableTransactionAction(TableTransactionActionType.UpsertReplace, WriteNote(importId, note, index))));

            if (await SubmitAsync(actions, cancellationToken) is (true, var etags, _))
            {
                _lanes.Keep(importId, lane, counts, etags[2]);
                return true;
            }

            if (await FindItemAsync(importId, item.Id, cancellationToken) is not { State: ImportItemState.Waiting } waiting)
            {
                // An answer that got lost on its way: the client's own repeat is refused, though the first try was written.
                return (await _items.FindAsync(importId, ItemKey(item.Id), cancellationToken))?.GetGuid("EndedBy") == writer;
            }

            item = waiting;
        }
    }

    public async Task<bool> TryUpdateItemAsync(string importId, ImportItem item, CancellationToken cancellationToken)
        => await _items.TryWriteAsync(WriteItem(importId, WaitingKey(item), item), item.ETag ?? throw new ArgumentException("Only an item that was read can be updated."), cancellationToken) is not null;

    public async Task<ImportProgress> GetProgressAsync(string importId, CancellationToken cancellationToken)
        => ImportLane.Sum((await ListLanesAsync(importId, ImportLane.CountsPrefix, cancellationToken)).Lanes);

    public async Task<IReadOnlySet<NotionId>> ListItemIdsAsync(string importId, CancellationToken cancellationToken)
    {
        var ids = new HashSet<NotionId>();

        await foreach (var row in _items.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {importId} and RowKey gt {"i-"} and RowKey lt {"i-~"}"), select: ["RowKey"], cancellationToken: cancellationToken))
        {
            ids.Add(new(Guid.ParseExact(row.RowKey.AsSpan("i-".Length), "N")));
        }

        return ids;
    }

    public async Task<IReadOnlyList<ImportItem>> ListFailedAsync(string importId, CancellationToken cancellationToken)
    {
        var failed = new Dictionary<NotionId, ImportItem>();

        await foreach (var row in _items.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {importId} and RowKey gt {"i-"} and RowKey lt {"i-~"} and (State eq {nameof(ImportItemState.Failed)} or State eq {nameof(ImportItemState.Waiting)})"),
            cancellationToken: cancellationToken))
        {
            var item = ReadItem(row);
            failed[item.Id] = item;
        }

        // Pages that came without some of their files.
        var remarks = await ReadRemarksAsync(importId, "f-", int.MaxValue, cancellationToken);
        var others = remarks.Select(row => new NotionId(row.GetGuid("PageId").GetValueOrDefault())).Where(id => !failed.ContainsKey(id)).Distinct();

        foreach (var some in others.Chunk(16))
        {
            foreach (var item in (await Task.WhenAll(some.Select(id => FindItemAsync(importId, id, cancellationToken)))).OfType<ImportItem>())
            {
                failed[item.Id] = item;
            }
        }

        return [.. failed.Values];
    }

    public async Task<IReadOnlyList<ImportFailure>> GetFailuresAsync(string importId, int most, CancellationToken cancellationToken)
        => [.. (await ReadRemarksAsync(importId, "f-", most, cancellationToken)).Select(row
            => new ImportFailure(new(row.GetGuid("PageId").GetValueOrDefault()), row.GetString("Title"), row.GetString("Code"), row.GetString("Message")))];

    public async Task<IReadOnlyList<ImportNote>> GetNotesAsync(string importId, int most, CancellationToken cancellationToken)
        => [.. (await ReadRemarksAsync(importId, "n-", most, cancellationToken)).Select(row
            => new ImportNote(new(row.GetGuid("PageId").GetValueOrDefault()), new(row.GetGuid("BlockId").GetValueOrDefault()), row.GetString("Code"), row.GetString("Message")))];

    private static void Count(ImportLane lane, ImportItem item, ImportOutcome outcome)
    {
        lane.Add(outcome.Calls);
        lane.AddLong("BytesStored", outcome.BytesStored);
        lane.Add("Doubts", outcome.IsDoubtful ? 1 : 0);

        if (item.IsStep)
        {
            lane.Add("StepsDone", 1);
            lane.Add("StepsFailed", outcome.State == ImportItemState.Failed ? 1 : 0);
            return;
        }

        lane.LatestPage = Short(outcome.Title);
        lane.Add(outcome.State.ToString(), 1);
        lane.Add("Incomplete", outcome.State != ImportItemState.Failed && outcome.Failures.Count > 0 ? 1 : 0);

        if ((outcome.Unreachable ?? (outcome.State == ImportItemState.Failed && outcome.Failures is [var failure, ..] ? failure.Code : null)) is { } reason)
        {
            lane.Add(ImportLane.ReasonPrefix + reason, 1);
        }
    }

    // Those without come from before runs had a share of lanes.
    private static int LaneOf(ImportItem item) => item.Lane ?? ImportLanes.LaneOf(item.Id, ImportLane.Count);

    private static string Short(string title) => title.Length > Row.MaxTextLength ? title[..Row.MaxTextLength] : title;

    private static string ItemKey(NotionId id) => $"i-{id.Value:N}";

    private static string WaitingKey(int lane) => $"w-{lane:x2}-";

    private static string WaitingKey(ImportItem item) => $"{WaitingKey(LaneOf(item))}{item.Id.Value:N}";

    /// <returns>The lanes that have to be started.</returns>
    private async Task<IReadOnlyCollection<int>> AddAsync(string importId, ImportItem[] items, CancellationToken cancellationToken)
    {
        var writer = Guid.NewGuid();
        var numbers = items.Select(item => LaneOf(item)).ToHashSet();

        for (var meetings = 0; ; meetings++)
        {
            if (meetings > MaxMeetings && numbers.Count > 1)
            {
                var started = await Task.WhenAll(items.GroupBy(item => LaneOf(item)).Select(lane => AddAsync(importId, [.. lane], cancellationToken)));
                return [.. started.SelectMany(lanes => lanes)];
            }

            var lanes = await ReadLanesAsync(importId, numbers, cancellationToken);

            if (items.Length == 0)
            {
                return [.. lanes.Where(lane => lane.OpenedBy == writer).Select(lane => lane.Number)];
            }

            var idle = lanes.Where(lane => !lane.IsBusy).Select(lane => lane.Number).ToList();
            var actions = new List<TableTransactionAction>();

            foreach (var lane in lanes)
            {
                var its = items.Where(item => LaneOf(item) == lane.Number).ToList();
                (lane.IsBusy, lane.OpenedBy) = (true, lane.IsBusy ? lane.OpenedBy : writer);
                lane.Add("Discovered", its.Count(item => !item.IsStep));
                lane.Add("Steps", its.Count(item => item.IsStep));
                actions.Add(lane.ToWrite());
            }

            foreach (var item in items)
            {
                actions.Add(new(TableTransactionActionType.Add, WriteItem(importId, ItemKey(item.Id), item with { Source = default })));
                actions.Add(new(TableTransactionActionType.Add, WriteItem(importId, WaitingKey(item), item)));
            }

            var (isWritten, _, refused) = await SubmitAsync(actions, cancellationToken);

            if (isWritten)
            {
                return idle;
            }

            if (refused < lanes.Count)
            {
                // A lane moved; of the items nothing is known yet.
                continue;
            }

            // Some of the items are known already.
            var known = await Task.WhenAll(items.Select(item => FindItemAsync(importId, item.Id, cancellationToken)));
            items = [.. items.Where((_, index) => known[index] is null)];
            numbers = items.Length == 0 ? numbers : [.. items.Select(item => LaneOf(item))];
        }
    }

    private async Task<IReadOnlyList<ImportLane>> ReadLanesAsync(string importId, HashSet<int> numbers, CancellationToken cancellationToken)
    {
        if (numbers.Count == 1)
        {
            return [await ReadLaneAsync(importId, numbers.First(), cancellationToken)];
        }

        var (known, _) = await ListLanesAsync(importId, ImportLane.KeyPrefix, cancellationToken);
        return [.. numbers.Select(number => known.Find(lane => lane.Number == number) ?? NewLane(importId, LaneKey(number)))];
    }

    /// <param name="from">The lanes alone, or what has ended in them too: that comes first, so what is added meanwhile is never missing beside it.</param>
    /// <returns>The rows, and what time it is by the clock that dates them: ours may be minutes off.</returns>
    private async Task<(List<ImportLane> Lanes, DateTimeOffset Now)> ListLanesAsync(string importId, string from, CancellationToken cancellationToken)
    {
        var lanes = new List<ImportLane>(2 * ImportLane.Count);
        DateTimeOffset now = default;

        var query = _items.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {importId} and RowKey gt {from} and RowKey lt {ImportLane.KeyPrefix + "~"}"), cancellationToken: cancellationToken);

        await foreach (var page in query.AsPages())
        {
            lanes.AddRange(page.Values.Select(row => new ImportLane(row, isNew: false)));
            now = page.GetRawResponse().Headers.Date ?? throw new InvalidDataException("The storage did not say what time it is.");
        }

        return (lanes, now);
    }

    private Task<ImportLane> ReadLaneAsync(string importId, int lane, CancellationToken cancellationToken)
        => ReadLaneAsync(importId, LaneKey(lane), cancellationToken);

    private async Task<ImportLane> ReadLaneAsync(string importId, string key, CancellationToken cancellationToken)
    {
        var row = await _items.FindAsync(importId, key, cancellationToken);
        return row is null ? NewLane(importId, key) : new(row, isNew: false);
    }

    private static ImportLane NewLane(string importId, string key) => new(new TableEntity(importId, key), isNew: true);

    private static string LaneKey(int lane) => $"{ImportLane.KeyPrefix}{lane:x2}";

    private static string CountsKey(int lane) => $"{ImportLane.CountsPrefix}{lane:x2}";

    /// <returns><see langword="false"/>: another writer was first, and nothing of it was written.</returns>
    private async Task<bool> TrySubmitAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken)
        => (await SubmitAsync(actions, cancellationToken)).IsWritten;

    /// <returns>Also the action that was refused, where the storage says which.</returns>
    private async Task<(bool IsWritten, IReadOnlyList<ETag?> ETags, int? Refused)> SubmitAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        try
        {
            var answers = await _items.SubmitTransactionAsync(actions, cancellationToken);
            return (true, [.. answers.Value.Select(answer => answer.Headers.ETag)], null);
        }
        catch (TableTransactionFailedException exception) when (exception.Status is 404 or 409 or 412)
        {
            return (false, [], exception.FailedTransactionActionIndex);
        }
    }

    private static TableEntity WriteItem(string importId, string key, ImportItem item)
    {
        var source = item.Source.IsEmpty ? null : Packed.Pack(item.Source.Span);

        return new(importId, key)
        {
            ["Kind"] = item.Kind.ToString(),
            ["Title"] = Short(item.Title),
            ["IncludeSubpages"] = item.IncludeSubpages,
            ["As"] = item.As.ToString(),
            ["AccessLevel"] = item.AccessLevel?.ToString(),
            ["IsSubpage"] = item.IsSubpage,
            ["Comments"] = item.Comments.ToString(),
            ["MayHaveBlocks"] = item.MayHaveBlocks,

            // What does not fit is asked for again: one call more.
            ["Source"] = source?.Length <= Row.MaxBinaryLength ? source : null,
            ["State"] = item.State.ToString(),
            ["Lane"] = item.Lane,
            ["Subject"] = item.Subject?.Value,
            ["IsFollowed"] = item.IsFollowed,
            ["IsOwed"] = item.IsOwed,
            ["IsSuspect"] = item.IsSuspect,
            ["CallsMade"] = item.Calls.Made,
            ["CallsLowerBound"] = item.Calls.LowerBound,
            ["Retries"] = item.Calls.Retries,
            ["WaitedMilliseconds"] = item.Calls.WaitedMilliseconds,
            ["ServerErrors"] = item.Calls.ServerErrors,
            ["Rounds"] = item.Rounds,
            ["LastErrorCode"] = item.LastError?.Code,
            ["LastErrorMessage"] = item.LastError?.Message,
        };
    }

    private static ImportItem ReadItem(TableEntity row)
    {
        var id = new NotionId(Guid.ParseExact(row.RowKey.AsSpan()[^32..], "N"));

        return new()
        {
            Id = id,
            Kind = row.GetEnum<ImportItemKind>("Kind"),
            Title = row.GetString("Title"),
            IncludeSubpages = row.GetBoolean("IncludeSubpages").GetValueOrDefault(),
            As = row.GetEnum<ImportAs>("As"),
            AccessLevel = row.GetString("AccessLevel") is null ? null : row.GetEnum<Documents.AccessLevel>("AccessLevel"),
            IsSubpage = row.GetBoolean("IsSubpage").GetValueOrDefault(),
            Comments = row.GetString("Comments") is null ? CommentScope.None : row.GetEnum<CommentScope>("Comments"),
            MayHaveBlocks = row.GetBoolean("MayHaveBlocks").GetValueOrDefault(),
            Source = row.GetBinary("Source") is { } source ? Packed.Unpack(source) : default,
            State = row.GetEnum<ImportItemState>("State"),
            Lane = row.GetInt32("Lane"),
            Subject = row.GetGuid("Subject") is { } subject ? new NotionId(subject) : null,
            IsFollowed = row.GetBoolean("IsFollowed").GetValueOrDefault(),
            IsOwed = row.GetBoolean("IsOwed").GetValueOrDefault(),
            IsSuspect = row.GetBoolean("IsSuspect").GetValueOrDefault(),
            Calls = new(
                row.GetInt64("CallsMade").GetValueOrDefault(),
                row.GetInt64("CallsLowerBound").GetValueOrDefault(),
                row.GetInt64("Retries").GetValueOrDefault(),
                row.GetInt64("WaitedMilliseconds").GetValueOrDefault(),
                row.GetInt64("ServerErrors").GetValueOrDefault()),
            Rounds = row.GetInt32("Rounds").GetValueOrDefault(),
            LastError = row.GetString("LastErrorCode") is { } code ? new(id, row.GetString("Title"), code, row.GetString("LastErrorMessage")) : null,
            ETag = row.ETag.ToString(),
        };
    }

    private async Task<List<TableEntity>> ReadRemarksAsync(string importId, string prefix, int most, CancellationToken cancellationToken)
    {
        var remarks = new List<TableEntity>();

        await foreach (var row in _items.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {importId} and RowKey gt {prefix} and RowKey lt {prefix + "~"}"), maxPerPage: Math.Min(most, TenantTable.MaxPage), cancellationToken: cancellationToken))
        {
            remarks.Add(row);

            if (remarks.Count == most)
            {
                break;
            }
        }

        return remarks;
    }

    private static TableEntity WriteFailure(string importId, ImportFailure failure, int index)
        => new(importId, $"f-{failure.PageId.Value:N}-{index:x2}")
        {
            ["PageId"] = failure.PageId.Value,
            ["Title"] = failure.Title,
            ["Code"] = failure.Code,
            ["Message"] = failure.Message,
        };

    private static TableEntity WriteNote(string importId, ImportNote note, int index)
        => new(importId, $"n-{note.PageId.Value:N}-{index:x2}")
        {
            ["PageId"] = note.PageId.Value,
            ["BlockId"] = note.BlockId.Value,
            ["Code"] = note.Code,
            ["Message"] = note.Message,
        };
}
