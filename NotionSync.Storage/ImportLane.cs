using System.Globalization;
using Azure.Data.Tables;
using NotionSync.Importing;

namespace NotionSync.Storage;

/// <summary>
/// One of the lanes of an import: whether somebody works on it, and what became of its items. It changes in the same
/// transaction as the items, so its counts are exact whatever crashes.
/// </summary>
internal sealed class ImportLane(TableEntity row, bool isNew)
{
    /// <summary>How many items of one import are worked on at a time.</summary>
    public const int Count = 16;

    public const string KeyPrefix = "l-";

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

    /// <summary>The write that made the lane busy: tells a lost answer from another worker's write.</summary>
    public Guid? OpenedBy
    {
        get => Row.GetGuid("OpenedBy");
        set => Row["OpenedBy"] = value;
    }

    public int Get(string column) => Row.GetInt32(column).GetValueOrDefault();

    public long GetLong(string column) => Row.GetInt64(column).GetValueOrDefault();

    public void Add(string column, int amount) => Row[column] = Get(column) + amount;

    public void Add(ImportCalls calls)
    {
        Row["CallsMade"] = GetLong("CallsMade") + calls.Made;
        Row["CallsLowerBound"] = GetLong("CallsLowerBound") + calls.LowerBound;
    }

    /// <summary>Writes the lane in a transaction, if it is still as it was read.</summary>
    public TableTransactionAction ToWrite()
        => isNew ? new(TableTransactionActionType.Add, Row) : new(TableTransactionActionType.UpdateReplace, Row, Row.ETag);
}
