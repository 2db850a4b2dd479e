using System.Globalization;
using Azure.Data.Tables;
using NotionSync.Importing;

namespace NotionSync.Storage;

/// <summary>
/// One of the lanes of an import: whether somebody works on it, and how many items it got; or, in a row beside it, what
/// became of them. Both change in the same transaction as the items, so the counts are exact whatever crashes.
/// </summary>
internal sealed class ImportLane(TableEntity row, bool isNew)
{
    /// <summary>How many items of one import are worked on at a time, at most.</summary>
    public const int Count = LaneShares.MostOfOne;

    public const string KeyPrefix = "l-";

    /// <summary>The rows that count what has ended: right before the lanes, so that one query gives both.</summary>
    public const string CountsPrefix = "k-";

    /// <summary>Columns that count the pages which failed with a code.</summary>
    public const string ReasonPrefix = "Why_";

    public TableEntity Row { get; } = row;

    public int Number => int.Parse(Row.RowKey.AsSpan(KeyPrefix.Length), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    public bool IsBusy
    {
        get => Row.GetBoolean("Busy").GetValueOrDefault();
        set => Row["Busy"] = value;
    }

    /// <summary>
    /// Whether the message that sets the lane going was sent for sure; if not, the worker that made the lane busy is
    /// about to send it, or is gone.
    /// </summary>
    public bool IsStarted
    {
        get => Row.GetBoolean("Started").GetValueOrDefault();
        set => Row["Started"] = value;
    }

    /// <summary>When somebody last took it for standing still, by the storage's clock: the next one waits as long again.</summary>
    public DateTimeOffset? TakenAt
    {
        get => Row.GetDateTimeOffset("TakenAt");
        set => Row["TakenAt"] = value;
    }

    /// <summary>The write that made the lane busy: tells a lost answer from another worker's write.</summary>
    public Guid? OpenedBy
    {
        get => Row.GetGuid("OpenedBy");
        set => Row["OpenedBy"] = value;
    }

    /// <summary>The page that ended last in this lane.</summary>
    public string? LatestPage
    {
        get => Row.GetString("LatestPage");
        set => Row["LatestPage"] = value;
    }

    public bool HasMovedSince(DateTimeOffset moment) => Row.Timestamp > moment || TakenAt > moment;

    public int Get(string column) => Row.GetInt32(column).GetValueOrDefault();

    public long GetLong(string column) => Row.GetInt64(column).GetValueOrDefault();

    public void Add(string column, int amount) => Row[column] = Get(column) + amount;

    public void Add(ImportCalls calls)
    {
        AddLong("CallsMade", calls.Made);
        AddLong("CallsLowerBound", calls.LowerBound);
        AddLong("Retries", calls.Retries);
        AddLong("WaitedMilliseconds", calls.WaitedMilliseconds);
        AddLong("ServerErrors", calls.ServerErrors);
    }

    public void AddLong(string column, long amount) => Row[column] = GetLong(column) + amount;

    /// <summary>What all lanes of a run have counted.</summary>
    public static ImportProgress Sum(IReadOnlyList<ImportLane> lanes)
    {
        var reasons = new Dictionary<string, int>();

        foreach (var (column, count) in lanes.SelectMany(lane => lane.Row).Where(cell => cell.Key.StartsWith(ReasonPrefix, StringComparison.Ordinal)))
        {
            var code = column[ReasonPrefix.Length..];
            reasons[code] = reasons.GetValueOrDefault(code) + (int)count;
        }

        var progress = new ImportProgress(
            Sum("Discovered"),
            Sum(nameof(ImportItemState.Imported)),
            Sum(nameof(ImportItemState.Unchanged)),
            Sum(nameof(ImportItemState.Skipped)),
            Sum(nameof(ImportItemState.Failed)),
            Sum("Incomplete"),
            new(SumLong("CallsMade"), SumLong("CallsLowerBound"), SumLong("Retries"), SumLong("WaitedMilliseconds"), SumLong("ServerErrors")))
        {
            Steps = Sum("Steps"),
            StepsDone = Sum("StepsDone"),
            StepsFailed = Sum("StepsFailed"),
            Doubts = Sum("Doubts"),
            BytesStored = SumLong("BytesStored"),
            LatestPage = lanes.Where(lane => lane.LatestPage is not null).MaxBy(lane => lane.Row.Timestamp)?.LatestPage,
        };

        return reasons.Count == 0 ? progress : progress with { Reasons = reasons };

        int Sum(string column) => lanes.Sum(lane => lane.Get(column));

        long SumLong(string column) => lanes.Sum(lane => lane.GetLong(column));
    }

    /// <summary>Writes the lane in a transaction, if it is still as it was read.</summary>
    public TableTransactionAction ToWrite()
        => isNew ? new(TableTransactionActionType.Add, Row) : new(TableTransactionActionType.UpdateReplace, Row, Row.ETag);
}
