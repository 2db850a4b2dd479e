using Azure.Data.Tables;
using NotionSync.Documents;
using NotionSync.Records;

namespace NotionSync.Storage;

/// <summary>One row per document, and with it the rows of its index; see <see cref="TenantTable"/> and <see cref="DocumentIndex"/>.</summary>
public sealed class TableDocumentStore(TableServiceClient tables) : IDocumentStore
{
    private const int MaxRequestsPerPage = 3;

    /// <summary>Marks a continuation that is the storage's own: the page ended before any row that passes the filter.</summary>
    private const string StorageMark = "!";

    private readonly TableClient _table = tables.GetTableClient(StorageNames.DocumentsTable);

    public async Task<Document?> FindAsync(string tenantId, string documentId, CancellationToken cancellationToken)
        => Document.IsId(documentId) && await _table.FindAsync(StorageKey.Encode(tenantId), documentId, cancellationToken) is { } row
            ? DocumentRow.Read(row, isIndex: false)
            : null;

    public async Task<DocumentPage> ListAsync(string tenantId, DocumentFilter filter, string? continuation, int pageSize, CancellationToken cancellationToken)
    {
        var (first, before) = DocumentIndex.RangeOf(filter);
        var token = continuation?.StartsWith(StorageMark, StringComparison.Ordinal) == true ? continuation[StorageMark.Length..] : null;
        var after = continuation is not null && token is null && string.CompareOrdinal(continuation, first) > 0 ? continuation : first;
        var query = _table.QueryAsync<TableEntity>(
            TenantTable.Between(tenantId, after, before) + DocumentIndex.Condition(filter),
            Math.Min(pageSize + 1, TenantTable.MaxPage),
            cancellationToken: cancellationToken);

        var rows = new List<TableEntity>(pageSize + 1);
        var requests = 0;

        await foreach (var page in query.AsPages(token))
        {
            rows.AddRange(page.Values);
            token = page.ContinuationToken;

            if (rows.Count > pageSize || ++requests == MaxRequestsPerPage)
            {
                break;
            }
        }

        var shown = rows.Take(pageSize).ToList();

        return new(
            [.. shown.Select(row => DocumentRow.Read(row, isIndex: row.RowKey.StartsWith(TenantTable.OtherRows, StringComparison.Ordinal)))],
            [.. shown.Select(row => row.RowKey)],
            rows.Count > pageSize ? rows[pageSize - 1].RowKey : token is { Length: > 0 } ? StorageMark + token : null);
    }

    public async Task<IReadOnlyList<SearchMatch>> SearchAsync(string tenantId, SearchQuery query, DocumentFilter filter, CancellationToken cancellationToken)
    {
        var (after, before) = DocumentIndex.WordsRange;
        var matches = new List<SearchMatch>();

        await foreach (var page in ReadWords(after, before).AsPages())
        {
            Collect(page.Values);

            if (page.ContinuationToken is null)
            {
                return matches;
            }

            after = page.Values is [.., var last] ? last.RowKey : after;
            break;
        }

        // A big library: ids are hashes, so their first digits part it evenly.
        var digits = "0123456789abcdef".Select(digit => DocumentIndex.WordsKey(digit.ToString())).Where(key => string.CompareOrdinal(key, after) > 0).ToList();
        var ranges = digits.Prepend(after).Zip(digits.Append(before));

        await Parallel.ForEachAsync(
            ranges,
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken },
            async (range, cancellation) =>
            {
                await foreach (var page in ReadWords(range.First, range.Second).AsPages().WithCancellation(cancellation))
                {
                    lock (matches)
                    {
                        Collect(page.Values);
                    }
                }
            });

        return matches;

        Azure.AsyncPageable<TableEntity> ReadWords(string from, string to)
            => _table.QueryAsync<TableEntity>(
                TenantTable.Between(tenantId, from, to) + DocumentIndex.WordsCondition(filter),
                TenantTable.MaxPage,
                select: ["RowKey", "Id", "Title", "Words"],
                cancellationToken: cancellationToken);

        void Collect(IReadOnlyList<TableEntity> rows)
        {
            foreach (var row in rows)
            {
                var title = row.GetString("Title");

                if (query.Match(title, row.GetBinary("Words")) is { IsMatch: true } match)
                {
                    matches.Add(new(row.GetString("Id"), SearchText.SortKey(title), match.IsInTitle));
                }
            }
        }
    }

    public async Task<Document?> TrySaveAsync(Document document, SearchWords? words, IReadOnlyList<RecordWrite> records, CancellationToken cancellationToken)
    {
        var etag = await _table.TrySubmitAsync(
            [
                .. Actions(document, words),
                .. records.Select(record => TenantTable.ToAction(document.TenantId, record)),
            ],
            cancellationToken,
            DocumentIndex.IsKey);

        return etag is null ? null : document with { ETag = etag, IndexKeys = DocumentIndex.Join(DocumentIndex.KeysOf(document)) };
    }

    /// <summary>What a document writes. Its own row first: where another writer was first, nothing else has to be looked at.</summary>
    internal static IEnumerable<TableTransactionAction> Actions(Document document, SearchWords? words)
    {
        var row = DocumentRow.Write(document with { IndexKeys = DocumentIndex.Join(DocumentIndex.KeysOf(document)) }, document.Id);

        return DocumentIndex.Update(document, words).Prepend(document.ETag is { } known
            ? new(TableTransactionActionType.UpdateReplace, row, new Azure.ETag(known))
            : new(TableTransactionActionType.Add, row));
    }

    public async Task<bool> TryRemoveAsync(Document document, IReadOnlyList<RecordWrite> records, CancellationToken cancellationToken)
        => await _table.TrySubmitAsync(
            [
                TenantTable.Delete(document.TenantId, document.Id, document.ETag!),
                .. DocumentIndex.Remove(document),
                .. records.Select(record => TenantTable.ToAction(document.TenantId, record)),
            ],
            cancellationToken,
            DocumentIndex.IsKey) is not null;
}
