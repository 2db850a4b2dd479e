using System.Text;
using System.Text.Json;
using NotionSync.Markdown.Inlines;
using NotionSync.Markdown.Properties;
using NotionSync.Notion;

namespace NotionSync.Markdown.Databases;

/// <summary>A data source and its rows, in the order in which they are to be listed.</summary>
/// <param name="Rows">Enumerated twice: once for the table and once for the file, so that not all need to be in memory.</param>
/// <param name="CompletedProperties">By row and property id: values that the row's page object carries cut off.</param>
public sealed record DataSourceContent(
    NotionObject DataSource,
    IEnumerable<NotionObject> Rows,
    IReadOnlyDictionary<NotionId, IReadOnlyDictionary<string, NotionPropertyItems>>? CompletedProperties = null);

/// <summary>A database as a document.</summary>
/// <param name="Tables">A CSV file for each data source, in their order.</param>
public sealed record DatabaseDocument(ReadOnlyMemory<byte> Utf8, IReadOnlyList<CsvTable> Tables);

/// <param name="Name">A safe file name that ends in <c>.csv</c>, unique within the document.</param>
public sealed record CsvTable(string Name, ReadOnlyMemory<byte> Utf8);

/// <summary>
/// Turns a database into a document: its description, and for each data source a table whose rows link to their pages.
/// Beside it a CSV file with the plain values.
/// </summary>
public static class DatabaseRenderer
{
    /// <param name="description">The rich text of the database's description, as JSON; empty where it has none.</param>
    public static DatabaseDocument Render(ReadOnlyMemory<byte> description, IReadOnlyList<DataSourceContent> sources)
    {
        var writer = new MarkdownWriter();
        var tables = new List<CsvTable>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

        WriteRichText(description, writer);

        foreach (var source in sources)
        {
            if (sources.Count > 1)
            {
                writer.StartBlock();
                writer.Append("## "u8);
                WriteText(source.DataSource.Title, writer);
            }

            using (var document = JsonDocument.Parse(source.DataSource.Json))
            {
                var own = Encoding.UTF8.GetBytes(document.RootElement.Get("description") is { ValueKind: JsonValueKind.Array } text ? text.GetRawText() : "[]");

                if (!own.AsSpan().SequenceEqual(description.Span))
                {
                    WriteRichText(own, writer);
                }

                var columns = ReadColumns(document.RootElement);
                WriteTable(columns, ReadRows(source, columns), writer);
                tables.Add(new(UniqueName(source.DataSource.Title, names), WriteCsv(columns, ReadRows(source, columns))));
            }
        }

        if (!writer.Written.IsEmpty)
        {
            writer.Append((byte)'\n');
        }

        return new(writer.Written, tables);
    }

    /// <summary>The JSON of the description of a database or data source, for <see cref="Render"/>.</summary>
    public static ReadOnlyMemory<byte> ReadDescription(NotionObject database)
    {
        using var document = JsonDocument.Parse(database.Json);

        return document.RootElement.Get("description") is { ValueKind: JsonValueKind.Array } text ? Encoding.UTF8.GetBytes(text.GetRawText()) : default;
    }

    private static void WriteRichText(ReadOnlyMemory<byte> richText, MarkdownWriter writer)
    {
        var runs = new RunList();
        RichText.Read(richText, runs);

        if (!RichTextWriter.IsBlank(runs))
        {
            writer.StartBlock();
            new RichTextWriter(writer, MarkdownOptions.Default).Write(runs, InlineContext.Paragraph);
        }
    }

    private static void WriteText(string text, MarkdownWriter writer)
    {
        var runs = new RunList();
        runs.Add(text.Length > 0 ? text : "Untitled");
        new RichTextWriter(writer, MarkdownOptions.Default).Write(runs, InlineContext.Heading);
    }

    // The title stands first, as in Notion's own tables; buttons hold no value.
    private static List<Column> ReadColumns(JsonElement dataSource)
        =>
        [
            .. dataSource.Get("properties").Properties()
                .Select(property => new Column(
                    property.Value.GetText("name") ?? property.ReadName(),
                    property.Value.GetText("type") ?? string.Empty,
                    property.Value.Get("number").GetText("format")))
                .Where(column => column.Type != "button")
                .OrderBy(column => column.Type == "title" ? 0 : 1),
        ];

    private static IEnumerable<Row> ReadRows(DataSourceContent source, List<Column> columns)
    {
        foreach (var page in source.Rows)
        {
            var properties = new Dictionary<string, PropertyValue>();

            foreach (var property in PropertyReader.Read(page.Json, source.CompletedProperties?.GetValueOrDefault(page.Id)))
            {
                properties[property.Name] = property.Value;
            }

            yield return new(page, [.. columns.Select(column => properties.GetValueOrDefault(column.Name, PropertyValue.Empty))]);
        }
    }

    private static void WriteTable(List<Column> columns, IEnumerable<Row> rows, MarkdownWriter writer)
    {
        if (columns.Count == 0)
        {
            return;
        }

        var cell = new PropertyCell(writer);
        writer.StartBlock();

        foreach (var column in columns)
        {
            writer.Append("| "u8);
            cell.WriteText(column.Name, url: null);
            writer.Append((byte)' ');
        }

        writer.Append((byte)'|');
        writer.NewLine();

        foreach (var column in columns)
        {
            writer.Append(column.Type == "number" ? "| ---: "u8 : "| --- "u8);
        }

        writer.Append((byte)'|');

        foreach (var row in rows)
        {
            writer.NewLine();
            WriteRow(columns, row, cell, writer);
        }
    }

    private static void WriteRow(List<Column> columns, Row row, PropertyCell cell, MarkdownWriter writer)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            writer.Append("| "u8);

            if (columns[i].Type == "title")
            {
                cell.WriteText(row.Page.Title.Length > 0 ? row.Page.Title : "Untitled", NotionUrls.Of(row.Page.Id));
            }
            else
            {
                cell.Write(row.Values[i], columns[i].NumberFormat);
            }

            writer.Append((byte)' ');
        }

        writer.Append((byte)'|');
    }

    private static ReadOnlyMemory<byte> WriteCsv(List<Column> columns, IEnumerable<Row> rows)
    {
        var csv = new Csv();
        csv.AppendRow(columns.Select(column => column.Name));

        foreach (var row in rows)
        {
            csv.AppendRow(row.Values.Select(PropertyText.Of));
        }

        return csv.Utf8;
    }

    private static string UniqueName(string title, HashSet<string> names)
    {
        const int MaxLength = 80;
        var safe = string.Concat(title.Trim().Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or ' ' or '.' ? c : '-')).Trim(' ', '.', '-');
        safe = safe.Length == 0 ? "rows" : safe.Length > MaxLength ? safe[..MaxLength].TrimEnd() : safe;
        var name = $"{safe}.csv";

        for (var number = 2; !names.Add(name); number++)
        {
            name = $"{safe} {number}.csv";
        }

        return name;
    }

    private sealed record Column(string Name, string Type, string? NumberFormat);

    private sealed record Row(NotionObject Page, IReadOnlyList<PropertyValue> Values);
}
