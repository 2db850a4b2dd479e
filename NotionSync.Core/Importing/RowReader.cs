using System.Runtime.CompilerServices;
using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>
/// Reads all rows of a data source. A query of Notion's ends after about 10,000 rows; then another one begins at the
/// time of creation where it ended. Rows that come twice count once. What is kept in memory are the compressed answers.
/// </summary>
internal sealed class RowReader(NotionClient notion, NotionId dataSource, FetchedAnswers fetched)
{
    /// <summary>Queries that one invocation makes; the next goes on.</summary>
    private const int MaxCalls = 400;

    private readonly KeptLists _lists = new(fetched);
    private readonly List<ReadOnlyMemory<byte>> _answers = [];
    private readonly HashSet<NotionId> _seen = [];
    private int _calls;

    /// <summary>Answers that the rows came in.</summary>
    public int Answers => _answers.Count;

    /// <summary>Notion has rows that no query gives.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>The rows that were read, each once; read anew from the answers at each enumeration.</summary>
    public IEnumerable<NotionObject> Rows
    {
        get
        {
            var seen = new HashSet<NotionId>(_seen.Count);

            foreach (var answer in _answers)
            {
                foreach (var row in KeptLists.Read(answer, NotionJson.ReadObject).Items)
                {
                    if (seen.Add(row.Id))
                    {
                        yield return row;
                    }
                }
            }
        }
    }

    /// <summary>Reads the rows, an answer at a time.</summary>
    /// <exception cref="ImportPausedException">The invocation has made its share of queries.</exception>
    /// <exception cref="NotionException">A query failed for good.</exception>
    public async IAsyncEnumerable<IReadOnlyList<NotionObject>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var window = RowWindow.All; window is not null;)
        {
            string? cursor = null;
            DateTimeOffset? last = null;
            bool isCutOff;

            do
            {
                if (await FetchAsync(window, cursor, mayExpire: last is not null, cancellationToken) is not { } list)
                {
                    // The cursor is too old. A window from the last row on does what it would have done.
                    isCutOff = true;
                    break;
                }

                last = list.Items.Select(row => row.CreatedAt).LastOrDefault(time => time is not null) ?? last;
                (cursor, isCutOff) = (list.NextCursor, list.Incomplete);
                yield return [.. list.Items.Where(row => _seen.Add(row.Id))];
            }
            while (cursor is not null);

            if (!isCutOff)
            {
                yield break;
            }

            window = window.Next(last, out var isGap);
            IsIncomplete |= isGap;
        }
    }

    private async Task<NotionList<NotionObject>?> FetchAsync(RowWindow window, string? cursor, bool mayExpire, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _lists.GetAsync(dataSource, window.Key + cursor, () => AskAsync(window, cursor, cancellationToken), row => row.Json);

            _answers.Add(answer);
            return KeptLists.Read(answer, NotionJson.ReadObject);
        }
        catch (NotionException exception) when (exception.Error == NotionError.InvalidCursor && mayExpire)
        {
            return null;
        }
    }

    private Task<NotionList<NotionObject>> AskAsync(RowWindow window, string? cursor, CancellationToken cancellationToken)
        => ++_calls > MaxCalls
            ? throw new ImportPausedException(TimeSpan.Zero)
            : notion.QueryDataSourceAsync(dataSource, window.Query(cursor), cancellationToken);
}
