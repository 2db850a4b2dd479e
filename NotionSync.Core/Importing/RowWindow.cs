using System.Globalization;
using System.Text;
using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>
/// The rows that were created from a moment on, oldest first. The time of creation never changes, so no row moves from
/// one window to another while they are read.
/// </summary>
/// <param name="Since">Null: all rows.</param>
/// <param name="IsAfter">Without those of the moment itself.</param>
internal sealed record RowWindow(DateTimeOffset? Since, bool IsAfter)
{
    private static readonly byte[] OldestFirst = """[{"timestamp":"created_time","direction":"ascending"}]"""u8.ToArray();

    public static RowWindow All { get; } = new(null, false);

    /// <summary>Names the window among kept answers.</summary>
    public string Key => Since is { } since ? $"{(IsAfter ? ">" : ">=")}{Text(since)} " : string.Empty;

    public DataSourceQuery Query(string? cursor)
        => new()
        {
            Cursor = cursor,
            Sorts = OldestFirst,
            Filter = Since is { } since
                ? Encoding.UTF8.GetBytes($$$"""{"timestamp":"created_time","created_time":{"{{{(IsAfter ? "after" : "on_or_after")}}}":"{{{Text(since)}}}"}}""")
                : default,
        };

    /// <summary>The window that goes on where this one was cut off.</summary>
    /// <param name="last">When the last row that came was created.</param>
    /// <param name="isGap">
    /// More rows were created in one and the same moment than a query gives: the rest of that moment is out of reach.
    /// </param>
    /// <returns>Null: no window goes further.</returns>
    public RowWindow? Next(DateTimeOffset? last, out bool isGap)
    {
        isGap = false;

        if (last is { } moment && (Since is null || moment > Since))
        {
            return new(moment, IsAfter: false);
        }

        isGap = true;
        return last is not null && last == Since && !IsAfter ? this with { IsAfter = true } : null;
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
