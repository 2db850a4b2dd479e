using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using NotionSync.Documents;
using NotionSync.Markdown.Databases;
using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>
/// Imports a database, or one of its data sources: a document that shows its rows as a table, and each row as an item
/// of the import. A hundred rows come in one call, with their properties, so no row is asked for again.
/// </summary>
public sealed class DatabaseImporter(
    ImportLanes lanes,
    Checkpoints checkpoints,
    IContentStore content,
    DocumentWriter documents,
    LiveCheck live)
{
    public async Task<ImportOutcome> ImportAsync(ItemWork work, NotionObject source, CancellationToken cancellationToken)
    {
        var (import, connection) = (work.Run.Import, work.Run.Connection);
        var tables = await ReadAsync(work, source, cancellationToken);
        var database = DatabaseRenderer.Render(DatabaseRenderer.ReadDescription(source), [.. tables.Select(table => table.Content)]);

        await live.EnsureAsync(import, connection, cancellationToken);

        var isWritten = await documents.WriteAsync(
            new()
            {
                TenantId = import.TenantId,
                Title = source.Title,
                Source = Sources.Of(source, connection.Id),
                Markdown = database.Utf8,
                Attachments = await StoreAsync(work, source, database.Tables, cancellationToken),
                AccessLevel = import.AccessLevel,
                WrittenBy = import.Id,
            },
            cancellationToken);

        await checkpoints.RemoveAsync(work, cancellationToken);

        return new(
            isWritten ? ImportItemState.Imported : ImportItemState.Unchanged,
            source.Title,
            work.Calls,
            [],
            [.. tables.Where(table => table.IsIncomplete).Select(table
                => new ImportNote(source.Id, table.Content.DataSource.Id, "rows_incomplete", "Notion gives at most 10,000 rows of a data source; there are more."))]);
    }

    /// <summary>The tables as CSV, beside the document.</summary>
    private async Task<IReadOnlyList<Attachment>> StoreAsync(ItemWork work, NotionObject source, IReadOnlyList<CsvTable> tables, CancellationToken cancellationToken)
    {
        const string Csv = "text/csv; charset=utf-8";
        var (tenantId, documentId) = (work.Run.Import.TenantId, Document.IdFor(work.Run.Connection.Id, source.Id));
        var attachments = new List<Attachment>();

        foreach (var table in tables)
        {
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(table.Utf8.Span));
            using var bytes = new MemoryStream(table.Utf8.ToArray(), writable: false);

            await content.WriteAsync(ContentPath.File(tenantId, documentId, sha256), bytes, Csv, cancellationToken);
            attachments.Add(new(table.Name, table.Utf8.Length, Csv, sha256, SourceKey: $"table:{table.Name}"));
        }

        return attachments;
    }

    private async Task<IReadOnlyList<DataSourceRows>> ReadAsync(ItemWork work, NotionObject source, CancellationToken cancellationToken)
    {
        var fetched = await checkpoints.LoadAsync(work, cancellationToken);

        try
        {
            var tables = new List<DataSourceRows>();

            if (source.Kind == "data_source")
            {
                tables.Add(await ReadRowsAsync(work, source, fetched, cancellationToken));
            }
            else
            {
                foreach (var name in source.DataSources)
                {
                    var dataSource = await FetchAsync(fetched, name.Id, "schema", async () => (await work.Client.GetDataSourceAsync(name.Id, cancellationToken)).Json);
                    work.LowerBound++;
                    tables.Add(await ReadRowsAsync(work, NotionJson.ReadObject(dataSource), fetched, cancellationToken));
                }
            }

            return tables;
        }
        catch (NotionRateLimitedException)
        {
            await checkpoints.SaveAsync(work, fetched, cancellationToken);
            throw;
        }
    }

    private async Task<DataSourceRows> ReadRowsAsync(ItemWork work, NotionObject dataSource, FetchedAnswers fetched, CancellationToken cancellationToken)
    {
        var rows = new List<NotionObject>();
        string? cursor = null;
        bool isIncomplete;

        do
        {
            var at = cursor;
            var answer = await FetchAsync(fetched, dataSource.Id, at ?? string.Empty, async ()
                => Write(await work.Client.QueryDataSourceAsync(dataSource.Id, new() { Cursor = at }, cancellationToken)));

            work.LowerBound++;
            var list = NotionJson.ReadList(answer, NotionJson.ReadObject);
            rows.AddRange(list.Items);
            (cursor, isIncomplete) = (list.NextCursor, list.Incomplete);

            if (work.Item.IncludeSubpages)
            {
                await lanes.AddAsync(work.Run.Import, [.. list.Items.Where(row => row.Kind == "page" && !row.InTrash).Select(row => ToItem(row, work.Item))], cancellationToken);
            }
        }
        while (cursor is not null);

        var completed = new Dictionary<NotionId, IReadOnlyDictionary<string, NotionPropertyItems>>();

        foreach (var row in rows)
        {
            if (await PropertyCompleter.CompleteAsync(work, row, cancellationToken) is { Count: > 0 } values)
            {
                completed[row.Id] = values;
            }
        }

        return new(new(dataSource, rows, completed), isIncomplete);
    }

    private static async Task<ReadOnlyMemory<byte>> FetchAsync(FetchedAnswers fetched, NotionId id, string cursor, Func<Task<ReadOnlyMemory<byte>>> ask)
    {
        if (fetched.TryGet(id, cursor, out var known) && known is { } answer)
        {
            return answer;
        }

        answer = await ask();
        fetched.Set(id, cursor, answer);
        return answer;
    }

    /// <summary>The list as an answer that can be kept and read again.</summary>
    private static ReadOnlyMemory<byte> Write(NotionList<NotionObject> list)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(bytes);

        writer.WriteStartObject();
        writer.WriteStartArray("results");

        foreach (var item in list.Items)
        {
            writer.WriteRawValue(item.Json.Span, skipInputValidation: true);
        }

        writer.WriteEndArray();
        writer.WriteString("next_cursor", list.NextCursor);

        if (list.Incomplete)
        {
            writer.WriteStartObject("request_status");
            writer.WriteString("type", "incomplete");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.Flush();
        return bytes.WrittenMemory;
    }

    private static ImportItem ToItem(NotionObject row, ImportItem parent)
        => new()
        {
            Id = row.Id,
            Kind = ImportItemKind.Page,
            Title = row.Title,
            IncludeSubpages = true,
            As = parent.As == ImportAs.File ? ImportAs.Auto : parent.As,

            // A listing may give no more of a row than its id.
            Source = row.IsPartial ? default : row.Json,
        };
}

/// <summary>A data source as it was listed.</summary>
/// <param name="IsIncomplete">Notion did not give all rows.</param>
internal sealed record DataSourceRows(DataSourceContent Content, bool IsIncomplete);
