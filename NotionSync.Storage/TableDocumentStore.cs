using Azure;
using Azure.Data.Tables;
using NotionSync.Documents;
using NotionSync.Notion;

namespace NotionSync.Storage;

/// <summary>One row per document; partition: tenant, row: document. Small columns only: a listing reads nothing else.</summary>
public sealed class TableDocumentStore(TableServiceClient tables) : IDocumentStore
{
    private readonly TableClient _table = tables.GetTableClient(StorageNames.DocumentsTable);

    public async Task<Document?> FindAsync(string tenantId, string documentId, CancellationToken cancellationToken)
        => await _table.FindAsync(StorageKey.Encode(tenantId), StorageKey.Encode(documentId), cancellationToken) is { } row
            ? Read(row)
            : null;

    /// <remarks>The order is that of the row keys, which never change: no document is shown twice or missed because another was written.</remarks>
    public async Task<DocumentPage> ListAsync(string tenantId, DocumentFilter filter, string? continuation, int pageSize, CancellationToken cancellationToken)
    {
        var partition = StorageKey.Encode(tenantId);
        var after = continuation is null ? string.Empty : StorageKey.Encode(continuation);
        var query = _table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {after}"),
            cancellationToken: cancellationToken);

        var items = new List<Document>();

        await foreach (var row in query)
        {
            if (Read(row) is var document && filter.Matches(document))
            {
                if (items.Count == pageSize)
                {
                    return new(items, items[^1].Id);
                }

                items.Add(document);
            }
        }

        return new(items, null);
    }

    public async Task<Document?> TrySaveAsync(Document document, CancellationToken cancellationToken)
        => await _table.TryWriteAsync(Write(document), document.ETag, cancellationToken) is { } etag
            ? document with { ETag = etag }
            : null;

    public async Task<bool> TryRemoveAsync(Document document, CancellationToken cancellationToken)
    {
        try
        {
            await _table.DeleteEntityAsync(StorageKey.Encode(document.TenantId), StorageKey.Encode(document.Id), new ETag(document.ETag!), cancellationToken);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status == 412)
        {
            return false;
        }
    }

    private static TableEntity Write(Document document)
        => new(StorageKey.Encode(document.TenantId), StorageKey.Encode(document.Id))
        {
            ["TenantId"] = document.TenantId,
            ["Id"] = document.Id,
            ["SourceTitle"] = document.SourceTitle,
            ["TitleOverride"] = document.TitleOverride,
            ["Kind"] = document.Kind.ToString(),
            ["AccessLevel"] = document.AccessLevel.ToString(),
            ["Status"] = document.Status.ToString(),
            ["SourceKind"] = document.Source.Kind,
            ["SourceId"] = document.Source.Id.Value,
            ["SourceUrl"] = document.Source.Url,
            ["ConnectionId"] = document.Source.ConnectionId,
            ["SourceCreatedAt"] = document.Source.CreatedAt,
            ["SourceLastEditedAt"] = document.Source.LastEditedAt,
            ["ParentType"] = document.Source.Parent.Type,
            ["ParentId"] = document.Source.Parent.Id?.Value,
            ["ParentDatabaseId"] = document.Source.Parent.DatabaseId?.Value,
            ["IconType"] = document.Source.Icon?.Type,
            ["IconValue"] = document.Source.Icon?.Value,
            ["CoverUrl"] = document.Source.CoverUrl,
            ["FileName"] = document.Content.FileName,
            ["ContentType"] = document.Content.ContentType,
            ["ContentSize"] = document.Content.Size,
            ["ContentSha256"] = document.Content.Sha256,
            ["Version"] = document.Version,
            ["ContentHash"] = document.ContentHash,
            ["WrittenBy"] = document.WrittenBy,
            ["ImportedAt"] = document.ImportedAt,
            ["SyncedAt"] = document.SyncedAt,
        };

    private static Document Read(TableEntity row)
        => new()
        {
            TenantId = row.GetString("TenantId"),
            Id = row.GetString("Id"),
            SourceTitle = row.GetString("SourceTitle"),
            TitleOverride = row.GetString("TitleOverride"),
            Kind = row.GetEnum<DocumentKind>("Kind"),
            AccessLevel = row.GetEnum<AccessLevel>("AccessLevel"),
            Status = row.GetEnum<DocumentStatus>("Status"),
            Source = new(
                row.GetString("SourceKind"),
                new(row.GetGuid("SourceId").GetValueOrDefault()),
                row.GetString("SourceUrl"),
                row.GetString("ConnectionId"),
                row.GetDateTimeOffset("SourceCreatedAt"),
                row.GetDateTimeOffset("SourceLastEditedAt"),
                new(row.GetString("ParentType"), Id(row, "ParentId"), Id(row, "ParentDatabaseId")),
                row.GetString("IconType") is { } type ? new(type, row.GetString("IconValue") ?? string.Empty) : null,
                row.GetString("CoverUrl")),
            Content = new(
                row.GetString("FileName"),
                row.GetString("ContentType"),
                row.GetInt64("ContentSize").GetValueOrDefault(),
                row.GetString("ContentSha256")),
            Version = row.GetInt32("Version").GetValueOrDefault(),
            ContentHash = row.GetString("ContentHash"),
            WrittenBy = row.GetString("WrittenBy"),
            ImportedAt = row.GetDateTimeOffset("ImportedAt").GetValueOrDefault(),
            SyncedAt = row.GetDateTimeOffset("SyncedAt").GetValueOrDefault(),
            ETag = row.ETag.ToString(),
        };

    private static NotionId? Id(TableEntity row, string column)
        => row.GetGuid(column) is { } value ? new NotionId(value) : null;
}
