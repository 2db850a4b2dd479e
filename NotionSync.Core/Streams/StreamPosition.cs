using NotionSync.Notion;

namespace NotionSync.Streams;

/// <summary>Where a read stopped before its end.</summary>
/// <param name="From">Its lower bound; fixed when the read began.</param>
/// <param name="First">When the newest item of its list was edited, as the read began.</param>
/// <param name="Latest">The latest edit that it met.</param>
/// <param name="Again">It is through the list and looks for what was edited meanwhile.</param>
/// <param name="List">Where it is in the stream's own list.</param>
/// <param name="Path">Within a page: where it is on each level of blocks; empty: at its start. Null: between two pages.</param>
/// <param name="Comments">Where it is in the comments of the page or block that the other places name.</param>
/// <param name="Fresh">What it brought of the latest edits, to leave out next time; see <see cref="SeenRecords"/>.</param>
/// <param name="Once">Of <c>databases</c>: those with several data sources that were brought.</param>
public sealed record StreamPosition(
    StreamMode Mode,
    DateTimeOffset? From,
    DateTimeOffset? First,
    DateTimeOffset? Latest,
    bool Again,
    ListPlace? List,
    IReadOnlyList<ListPlace>? Path,
    ListPlace? Comments,
    string? Fresh,
    IReadOnlyList<NotionId>? Once);
