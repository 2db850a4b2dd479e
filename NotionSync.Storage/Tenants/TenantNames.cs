namespace NotionSync.Storage.Tenants;

/// <summary>Where each table has its tenants' rows, and each container their blobs. A name that is missing here fails a test.</summary>
internal static class TenantNames
{
    public static IReadOnlyDictionary<string, TenantRows> Tables { get; } = new Dictionary<string, TenantRows>
    {
        [StorageNames.ConnectionsTable] = TenantRows.OwnPartition,
        [StorageNames.DocumentsTable] = TenantRows.OwnPartition,
        [StorageNames.ImportsTable] = TenantRows.OwnPartition,
        [StorageNames.EventsTable] = TenantRows.OwnPartition,
        [StorageNames.ImportItemsTable] = TenantRows.PartitionOfImport,
        [StorageNames.ThrottleTable] = TenantRows.Scattered,
        [StorageNames.SyncScheduleTable] = TenantRows.Scattered,
        [StorageNames.WorkspacesTable] = TenantRows.Scattered,
        [StorageNames.OAuthStatesTable] = TenantRows.Scattered,
        [StorageNames.SyncStatesTable] = TenantRows.OwnPartitions,
        [StorageNames.ReceivedEventsTable] = TenantRows.OfNobody,
    };

    public static IReadOnlyDictionary<string, TenantBlobs> Containers { get; } = new Dictionary<string, TenantBlobs>
    {
        [StorageNames.DocumentsContainer] = TenantBlobs.OwnFolder,
        [StorageNames.CheckpointsContainer] = TenantBlobs.FolderOfImport,
        [StorageNames.SecretsContainer] = TenantBlobs.Secrets,
        [StorageNames.StreamsContainer] = TenantBlobs.OwnFolder,
    };
}

internal enum TenantRows
{
    /// <summary>The partition is the tenant. Exported.</summary>
    OwnPartition,

    /// <summary>The partition is the tenant, or the tenant, a tilde and something of it. Exported.</summary>
    OwnPartitions,

    /// <summary>The partition is one of the tenant's imports. Exported.</summary>
    PartitionOfImport,

    /// <summary>
    /// Rows name the tenant in <c>TenantId</c> or one of its connections in <c>ConnectionId</c>, or have the id of one of them
    /// as a key; the whole table is looked through, so this is for tables that stay small. They pass by themselves or are made anew: not exported.
    /// </summary>
    Scattered,

    /// <summary>Nothing in it tells of a tenant: hashes of ids that others chose.</summary>
    OfNobody,
}

internal enum TenantBlobs
{
    /// <summary>The first folder is the tenant. Exported.</summary>
    OwnFolder,

    /// <summary>The first folder is one of the tenant's imports. Passing: not exported.</summary>
    FolderOfImport,

    /// <summary>The id of a connection is in the names of its secrets; others are the app's. Never exported.</summary>
    Secrets,
}
