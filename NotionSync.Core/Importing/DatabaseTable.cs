using System.Globalization;
using System.Text;
using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>A data source with its rows as they were listed.</summary>
/// <param name="IsIncomplete">Notion did not give all rows.</param>
public sealed record DataSourceRows(NotionObject DataSource, IReadOnlyList<NotionObject> Rows, bool IsIncomplete);

/// <summary>Shows the rows of a database as links to their pages.</summary>
internal static class DatabaseTable
{
    public static ReadOnlyMemory<byte> Render(IReadOnlyList<DataSourceRows> tables)
    {
        var markdown = new StringBuilder();

        foreach (var table in tables)
        {
            markdown.Append(CultureInfo.InvariantCulture, $"## {Escape(table.DataSource.Title)}\n\n");

            foreach (var row in table.Rows)
            {
                markdown.Append(CultureInfo.InvariantCulture, $"- [{Escape(row.Title)}](https://www.notion.so/{row.Id.Value:N})\n");
            }

            markdown.Append('\n');
        }

        return Encoding.UTF8.GetBytes(markdown.ToString().TrimEnd('\n') + "\n");
    }

    private static string Escape(string title)
        => string.Concat(title.ReplaceLineEndings(" ").Select(character => char.IsAscii(character) && char.IsPunctuation(character) ? $"\\{character}" : $"{character}"));
}
