namespace NotionSync.Storage;

/// <summary>The names of everything that NotionSync keeps in a storage account; infra/ declares the same.</summary>
public static class StorageNames
{
    public const string ConnectionsTable = "Connections";
    public const string DocumentsTable = "Documents";
    public const string ImportsTable = "Imports";
    public const string ImportItemsTable = "ImportItems";
    public const string ThrottleTable = "Throttle";
    public const string SyncScheduleTable = "SyncSchedule";
    public const string WorkspacesTable = "Workspaces";
    public const string OAuthStatesTable = "OAuthStates";
    public const string ReceivedEventsTable = "ReceivedEvents";
    public const string EventsTable = "Events";
    public const string SyncStatesTable = "SyncStates";

    public const string DocumentsContainer = "documents";
    public const string CheckpointsContainer = "checkpoints";
    public const string SecretsContainer = "secrets";
    public const string StreamsContainer = "streams";

    public const string PageImportQueue = "page-import";
    public const string PageImportPoisonQueue = "page-import-poison";
    public const string BlockFetchQueue = "block-fetch";
    public const string BlockFetchPoisonQueue = "block-fetch-poison";
    public const string ConnectionSyncQueue = "connection-sync";
    public const string ConnectionSyncPoisonQueue = "connection-sync-poison";
    public const string ConnectionEventQueue = "connection-event";
    public const string ConnectionEventPoisonQueue = "connection-event-poison";
    public const string ConnectionEndQueue = "connection-end";
    public const string ConnectionEndPoisonQueue = "connection-end-poison";
    public const string EventDeliveryQueue = "event-delivery";
    public const string EventDeliveryPoisonQueue = "event-delivery-poison";
    public const string StreamExportQueue = "stream-export";
    public const string StreamExportPoisonQueue = "stream-export-poison";

    public static IReadOnlyList<string> Tables { get; } = [ConnectionsTable, DocumentsTable, ImportsTable, ImportItemsTable, ThrottleTable, SyncScheduleTable, WorkspacesTable, OAuthStatesTable, ReceivedEventsTable, EventsTable, SyncStatesTable];

    public static IReadOnlyList<string> Containers { get; } = [DocumentsContainer, CheckpointsContainer, SecretsContainer, StreamsContainer];

    public static IReadOnlyList<string> Queues { get; } = [PageImportQueue, PageImportPoisonQueue, BlockFetchQueue, BlockFetchPoisonQueue, ConnectionSyncQueue, ConnectionSyncPoisonQueue,
        ConnectionEventQueue, ConnectionEventPoisonQueue, ConnectionEndQueue, ConnectionEndPoisonQueue, EventDeliveryQueue, EventDeliveryPoisonQueue,
        StreamExportQueue, StreamExportPoisonQueue];
}
