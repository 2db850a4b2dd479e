using NotionSync.Notion;

namespace NotionSync.Streams;

/// <summary>A place in one of Notion's lists.</summary>
/// <param name="Cursor">Of the answer that the place is in; null: the first.</param>
/// <param name="After">The last item that was dealt with; null: none of that answer.</param>
/// <param name="At">When that item was edited, for lists in that order.</param>
/// <param name="Done">All that lies below that item was dealt with, too.</param>
public sealed record ListPlace(string? Cursor = null, NotionId? After = null, DateTimeOffset? At = null, bool Done = false);
