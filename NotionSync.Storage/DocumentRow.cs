using Azure.Data.Tables;
using NotionSync.Documents;
using NotionSync.Importing;
using NotionSync.Notion;

namespace NotionSync.Storage;

/// <summary>A document as the columns of a row. The same columns stand in every row of the index, so that a listing reads nothing else.</summary>
internal static class DocumentRow
{
    public static TableEntity Write(Document document, string rowKey)
        => new(StorageKey.Encode(document.TenantId), rowKey)
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
            ["PlaceType"] = document.ShownUnder?.Type,
            ["PlaceId"] = document.Place.Id?.Value ?? Guid.Empty,
            ["PlaceDatabaseId"] = document.Place.DatabaseId?.Value ?? Guid.Empty,
            ["IconType"] = document.Source.Icon?.Type,
            ["IconValue"] = document.Source.Icon?.Value,
            ["CoverUrl"] = document.Source.CoverUrl,
            ["FileName"] = document.Content.FileName,
            ["ContentType"] = document.Content.ContentType,
            ["ContentSize"] = document.Content.Size,
            ["ContentSha256"] = document.Content.Sha256,
            ["Version"] = document.Version,
            ["LatestVersion"] = document.LatestVersion,
            ["PendingVersion"] = document.PendingVersion,
            ["ContentHash"] = document.ContentHash,
            ["WrittenBy"] = document.WrittenBy,
            ["IncludeSubpages"] = document.Wish.IncludeSubpages,
            ["ImportAs"] = document.Wish.As.ToString(),
            ["Comments"] = document.Wish.Comments.ToString(),
            ["FetchedAt"] = document.FetchedAt == default ? null : document.FetchedAt,
            ["PropertiesHash"] = document.PropertiesHash,
            ["AbsenceReason"] = document.Absence?.Reason.ToString(),
            ["AbsentSince"] = document.Absence?.Since,
            ["ImportedAt"] = document.ImportedAt,
            ["SyncedAt"] = document.SyncedAt,
            ["ChangedAt"] = document.ChangedAt == default ? null : document.ChangedAt,
            ["SourceFingerprint"] = document.SourceFingerprint,
            ["IndexKeys"] = document.IndexKeys,
        };

    /// <param name="isIndex">The row is one of the index, whose ETag is not the document's.</param>
    public static Document Read(TableEntity row, bool isIndex)
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
            ShownUnder = row.GetString("PlaceType") is { } place ? new(place, Id(row, "PlaceId"), Id(row, "PlaceDatabaseId")) : null,
            Content = new(
                row.GetString("FileName"),
                row.GetString("ContentType"),
                row.GetInt64("ContentSize").GetValueOrDefault(),
                row.GetString("ContentSha256")),
            Version = row.GetInt32("Version").GetValueOrDefault(),
            LatestVersion = row.GetInt32("LatestVersion").GetValueOrDefault(),
            PendingVersion = row.GetInt32("PendingVersion"),
            ContentHash = row.GetString("ContentHash"),
            WrittenBy = row.GetString("WrittenBy"),
            Wish = new(
                row.GetBoolean("IncludeSubpages").GetValueOrDefault(),
                row.GetString("ImportAs") is null ? ImportAs.Auto : row.GetEnum<ImportAs>("ImportAs"),
                row.GetString("Comments") is null ? CommentScope.None : row.GetEnum<CommentScope>("Comments")),
            FetchedAt = row.GetDateTimeOffset("FetchedAt").GetValueOrDefault(),
            PropertiesHash = row.GetString("PropertiesHash") ?? string.Empty,
            Absence = row.GetString("AbsenceReason") is null
                ? null
                : new(row.GetEnum<AbsenceReason>("AbsenceReason"), row.GetDateTimeOffset("AbsentSince").GetValueOrDefault()),
            ImportedAt = row.GetDateTimeOffset("ImportedAt").GetValueOrDefault(),
            SyncedAt = row.GetDateTimeOffset("SyncedAt").GetValueOrDefault(),
            ChangedAt = row.GetDateTimeOffset("ChangedAt").GetValueOrDefault(),
            SourceFingerprint = row.GetString("SourceFingerprint") ?? string.Empty,
            IndexKeys = row.GetString("IndexKeys") ?? string.Empty,
            ETag = isIndex ? null : row.ETag.ToString(),
        };

    private static NotionId? Id(TableEntity row, string column)
        => row.GetGuid(column) is { } value && value != Guid.Empty ? new NotionId(value) : null;
}
