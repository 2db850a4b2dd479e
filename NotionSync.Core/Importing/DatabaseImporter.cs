using System.Security.Cryptography;
using NotionSync.Documents;
using NotionSync.Markdown.Databases;
using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>
/// Imports a database, or one of its data sources: a document that shows its rows as a table, and each row as an item
/// of the import. A hundred rows come in one call, with their properties, so no row is asked for again.
/// </summary>
public sealed class DatabaseImporter(
    ItemChildren children,
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

        await live.EnsureAsync(work.Run, cancellationToken);

        var isWritten = await documents.WriteAsync(
            new()
            {
                TenantId = import.TenantId,
                Title = source.Title,
                Source = Sources.Of(source, connection.Id),
                Markdown = database.Utf8,
                Attachments = await StoreAsync(work, source, database.Tables, cancellationToken),
                AccessLevel = work.Item.AccessLevel ?? import.AccessLevel,
                IsSubpage = work.Item.IsSubpage,
                Wish = new(work.Item.IncludeSubpages, work.Item.As, work.Item.Comments),
                FetchedAt = work.FetchedSince,
                WrittenBy = import.Id,
            },
            cancellationToken);

        await live.SettleAsync(work.Run, source.Id, cancellationToken);
        await checkpoints.RemoveAsync(work, cancellationToken);
        work.BytesStored += isWritten ? database.Utf8.Length : 0;

        return new(
            isWritten ? ImportItemState.Imported : ImportItemState.Unchanged,
            source.Title,
            work.Calls,
            [],
            [.. tables.Where(table => table.IsIncomplete).Select(table
                => new ImportNote(source.Id, table.Content.DataSource.Id, "rows_incomplete", "Notion has more rows, created in one and the same minute, than it gives in one query: some of that minute are missing."))]);
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
                    var dataSource = await FetchSchemaAsync(work, fetched, name.Id, cancellationToken);
                    work.LowerBound++;
                    tables.Add(await ReadRowsAsync(work, NotionJson.ReadObject(dataSource), fetched, cancellationToken));
                }
            }

            return tables;
        }
        catch (Exception exception) when (exception is NotionRateLimitedException or ImportPausedException)
        {
            await checkpoints.SaveAsync(work, fetched, cancellationToken);
            throw;
        }
    }

    private async Task<DataSourceRows> ReadRowsAsync(ItemWork work, NotionObject dataSource, FetchedAnswers fetched, CancellationToken cancellationToken)
    {
        if (work.Item.IncludeSubpages)
        {
            await children.FollowAsync(work, dataSource.Id, work.Item.Id, cancellationToken);
        }

        var reader = new RowReader(work.Client, dataSource.Id, fetched);
        var completer = new PropertyCompleter(work, fetched);
        var completed = new Dictionary<NotionId, IReadOnlyDictionary<string, NotionPropertyItems>>();

        await foreach (var rows in reader.ReadAsync(cancellationToken))
        {
            if (work.Item.IncludeSubpages)
            {
                await children.AddAsync(work, [.. rows.Where(row => row.Kind == "page" && !row.InTrash).Select(row => ToItem(row, work.Item))], cancellationToken);
            }

            foreach (var row in rows)
            {
                if (await completer.CompleteAsync(row, cancellationToken) is { Count: > 0 } values)
                {
                    completed[row.Id] = values;
                }
            }
        }

        work.LowerBound += reader.Answers;
        return new(new(dataSource, reader.Rows, completed), reader.IsIncomplete);
    }

    private static async Task<ReadOnlyMemory<byte>> FetchSchemaAsync(ItemWork work, FetchedAnswers fetched, NotionId id, CancellationToken cancellationToken)
    {
        const string Schema = "schema";

        if (fetched.TryGet(id, Schema, out var known) && known is { } answer)
        {
            return answer;
        }

        answer = (await work.Client.GetDataSourceAsync(id, cancellationToken)).Json;
        fetched.Set(id, Schema, answer);
        return answer;
    }

    private static ImportItem ToItem(NotionObject row, ImportItem parent)
        => new()
        {
            Id = row.Id,
            Kind = ImportItemKind.Page,
            Title = row.Title,
            IncludeSubpages = true,
            As = parent.As == ImportAs.File ? ImportAs.Auto : parent.As,
            AccessLevel = parent.AccessLevel,
            IsSubpage = true,
            Comments = parent.Comments,

            // A listing may give no more of a row than its id.
            Source = row.IsPartial ? default : row.Json,
        };
}

/// <summary>A data source as it was listed.</summary>
/// <param name="IsIncomplete">Notion did not give all rows.</param>
internal sealed record DataSourceRows(DataSourceContent Content, bool IsIncomplete);
