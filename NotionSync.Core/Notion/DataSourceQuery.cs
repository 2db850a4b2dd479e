using System.Text.Json;

namespace NotionSync.Notion;

/// <summary>A query of a data source's rows (https://developers.notion.com/reference/query-a-data-source).</summary>
public sealed record DataSourceQuery
{
    /// <summary>Notion's filter as a JSON object; empty for all rows.</summary>
    public ReadOnlyMemory<byte> Filter { get; init; }

    /// <summary>Notion's sorts as a JSON array; empty for Notion's own order.</summary>
    public ReadOnlyMemory<byte> Sorts { get; init; }

    /// <summary>True lists the rows in the trash, and nothing else.</summary>
    public bool InTrash { get; init; }

    public string? Cursor { get; init; }

    /// <summary>The most items of one answer: 1 to 100.</summary>
    public int PageSize { get; init; } = 100;

    internal byte[] ToJson(int pageSize)
        => NotionRequestJson.Write(Math.Min(pageSize, PageSize), Cursor, writer =>
        {
            WriteRaw(writer, "filter", Filter);
            WriteRaw(writer, "sorts", Sorts);

            if (InTrash)
            {
                writer.WriteBoolean("in_trash", true);
            }
        });

    private static void WriteRaw(Utf8JsonWriter writer, string name, ReadOnlyMemory<byte> json)
    {
        if (!json.IsEmpty)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(json.Span);
        }
    }
}
