using Azure.Data.Tables;
using NotionSync.Documents;
using NotionSync.Records;

namespace NotionSync.Storage;

/// <summary>
/// The rows that keep a tenant's documents in order, written in the same transaction as the document: by title, by
/// change, below their parents, and by title once more those that somebody outside may perhaps see, and those that wait
/// for approval. Each is a copy
/// of the document's columns, so that a page of a listing is one query. The words of the text have a row of their own.
/// </summary>
internal static class DocumentIndex
{
    private const string WordsOrder = "words";

    private static readonly char[] Separator = ['\n'];

    /// <summary>The orders whose rows are copies of a document's columns.</summary>
    private static readonly string[] Copies = ["title", "changed", "outside", "waiting", "below"];

    /// <summary>The keys under which the index has a document.</summary>
    public static IReadOnlyList<string> KeysOf(Document document)
    {
        var title = SearchText.SortKey(document.Title);
        var keys = new List<string>
        {
            Key("title", title, document.Id),
            Key("changed", RecordKey.Descending(document.ChangedAt), document.Id),
        };

        if (document.AccessLevel != AccessLevel.Internal)
        {
            keys.Add(Key("outside", title, document.Id));
        }

        if (Waits(document))
        {
            keys.Add(Key("waiting", title, document.Id));
        }

        keys.AddRange(document.ParentSources.Select(parent => $"{TenantTable.OtherRows}below.{parent.Value:N}.{title}.{document.Id}"));

        return keys;
    }

    public static bool IsKey(string rowKey) => IsCopy(rowKey) || IsOf(rowKey, WordsOrder);

    /// <summary>Whether a row can be made anew from the document's own.</summary>
    public static bool IsCopy(string rowKey) => Copies.Any(order => IsOf(rowKey, order));

    /// <summary>The rows of a document that comes as it was elsewhere: its own, and the index that goes with it.</summary>
    /// <exception cref="FormatException">The columns name another document.</exception>
    public static IEnumerable<TableTransactionAction> Restore(TableEntity row)
    {
        var document = DocumentRow.Read(row, isIndex: false);
        var keys = KeysOf(document);

        if (document.Id != row.RowKey || StorageKey.Encode(document.TenantId) != row.PartitionKey)
        {
            throw new FormatException("A document's columns name another one.");
        }

        row["IndexKeys"] = Join(keys);

        return
        [
            new(TableTransactionActionType.Add, row),
            .. keys.Select(key => Copy(document, key)),
        ];
    }

    /// <summary>What has to be written and removed so that the index is that of the document.</summary>
    public static IEnumerable<TableTransactionAction> Update(Document document, SearchWords? words)
    {
        var keys = KeysOf(document);

        foreach (var key in Stored(document).Except(keys))
        {
            yield return TenantTable.Delete(document.TenantId, key);
        }

        foreach (var key in keys)
        {
            yield return Copy(document, key);
        }

        yield return new(words is null ? TableTransactionActionType.UpsertMerge : TableTransactionActionType.UpsertReplace, WordsRow(document, words));
    }

    public static IEnumerable<TableTransactionAction> Remove(Document document)
        => [.. Stored(document).Append(WordsKey(document.Id)).Select(key => TenantTable.Delete(document.TenantId, key))];

    public static string Join(IReadOnlyList<string> keys) => string.Join(Separator[0], keys);

    /// <summary>The range of keys that a listing reads, both ends left out.</summary>
    public static (string After, string Before) RangeOf(DocumentFilter filter)
    {
        if (filter.Sort == DocumentSort.Id && !filter.WaitsOnly)
        {
            return ("/", "g");
        }

        var order = filter.WaitsOnly ? "waiting" : (filter.ParentId, filter.Sort, filter.OutsideOnly) switch
        {
            ({ } parent, not DocumentSort.Changed, _) => $"below.{parent.Value:N}",
            (_, DocumentSort.Changed, _) => "changed",
            (_, _, true) => "outside",
            _ => "title",
        };

        return ($"{TenantTable.OtherRows}{order}.", $"{TenantTable.OtherRows}{order}/");
    }

    public static (string After, string Before) WordsRange { get; } = ($"{TenantTable.OtherRows}{WordsOrder}.", $"{TenantTable.OtherRows}{WordsOrder}/");

    public static string WordsKey(string id) => $"{TenantTable.OtherRows}{WordsOrder}.{id}";

    /// <summary>What a filter asks of the columns of a row of words; empty where it asks nothing.</summary>
    public static string WordsCondition(DocumentFilter filter)
        => Condition(filter) + (filter.WaitsOnly ? TableClient.CreateQueryFilter($" and Waits eq {true}") : string.Empty);

    /// <summary>What a filter asks of the columns, besides what the range of keys says; empty where it asks nothing.</summary>
    public static string Condition(DocumentFilter filter)
    {
        var condition = string.Empty;

        if (filter.AccessLevel is { } level)
        {
            condition += TableClient.CreateQueryFilter($" and AccessLevel eq {level.ToString()}");
        }

        if (filter.OutsideOnly)
        {
            condition += TableClient.CreateQueryFilter($" and AccessLevel ne {nameof(AccessLevel.Internal)}");
        }

        if (filter.ConnectionId is { } connection)
        {
            condition += TableClient.CreateQueryFilter($" and ConnectionId eq {connection}");
        }

        if (filter.Status is { } status)
        {
            condition += TableClient.CreateQueryFilter($" and Status eq {status.ToString()}");
        }

        if (filter.ParentId is { } parent)
        {
            condition += TableClient.CreateQueryFilter($" and (PlaceId eq {parent.Value} or PlaceDatabaseId eq {parent.Value})");
        }

        return condition;
    }

    private static bool Waits(Document document) => document.PendingVersion is not null || document.ShownUnder is not null;

    private static bool IsOf(string rowKey, string order) => rowKey.StartsWith($"{TenantTable.OtherRows}{order}.", StringComparison.Ordinal);

    private static TableTransactionAction Copy(Document document, string key)
        => new(TableTransactionActionType.UpsertReplace, DocumentRow.Write(document with { IndexKeys = string.Empty }, key));

    private static string Key(string order, string key, string id) => $"{TenantTable.OtherRows}{order}.{key}.{id}";

    private static string[] Stored(Document document) => document.IndexKeys.Split(Separator, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Without words: the columns that change without the text.</summary>
    private static TableEntity WordsRow(Document document, SearchWords? words)
    {
        var row = new TableEntity(StorageKey.Encode(document.TenantId), WordsKey(document.Id))
        {
            ["Id"] = document.Id,
            ["Title"] = document.Title,
            ["AccessLevel"] = document.AccessLevel.ToString(),
            ["Status"] = document.Status.ToString(),
            ["ConnectionId"] = document.Source.ConnectionId,
            ["Waits"] = Waits(document),
            ["PlaceId"] = document.Place.Id?.Value ?? Guid.Empty,
            ["PlaceDatabaseId"] = document.Place.DatabaseId?.Value ?? Guid.Empty,
        };

        if (words is not null)
        {
            row["Words"] = words.Bytes.ToArray();
        }

        return row;
    }
}
