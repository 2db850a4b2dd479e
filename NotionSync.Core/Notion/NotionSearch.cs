using System.Text.Json;

namespace NotionSync.Notion;

/// <summary>A search by title in what is shared with the connection (https://developers.notion.com/reference/post-search).</summary>
public sealed record NotionSearch
{
    /// <summary>Part of a title; null for everything.</summary>
    public string? Query { get; init; }

    /// <summary><c>page</c> or <c>data_source</c>; null for both.</summary>
    public string? ObjectType { get; init; }

    /// <summary>True lists what lies in the trash, and nothing else.</summary>
    public bool InTrash { get; init; }

    public NotionSort? Sort { get; init; }

    public string? Cursor { get; init; }

    /// <summary>The most items of one answer: 1 to 100.</summary>
    public int PageSize { get; init; } = 100;

    internal byte[] ToJson(int pageSize)
        => NotionRequestJson.Write(Math.Min(pageSize, PageSize), Cursor, writer =>
        {
            if (!string.IsNullOrEmpty(Query))
            {
                writer.WriteString("query", Query);
            }

            if (ObjectType is not null || InTrash)
            {
                writer.WriteStartObject("filter");

                if (ObjectType is not null)
                {
                    writer.WriteString("property", "object");
                    writer.WriteString("value", ObjectType);
                }

                if (InTrash)
                {
                    writer.WriteBoolean("in_trash", true);
                }

                writer.WriteEndObject();
            }

            if (Sort is { } sort)
            {
                writer.WriteStartObject("sort");
                writer.WriteString("timestamp", "last_edited_time");
                writer.WriteString("direction", sort == NotionSort.OldestEditFirst ? "ascending" : "descending");
                writer.WriteEndObject();
            }
        });
}

/// <summary>The order of a search; Notion's own order is by relevance.</summary>
public enum NotionSort
{
    NewestEditFirst,
    OldestEditFirst,
}
