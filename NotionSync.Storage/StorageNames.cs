namespace NotionSync.Storage;

/// <summary>The names of everything that NotionSync keeps in a storage account; infra/ declares the same.</summary>
public static class StorageNames
{
    public const string ConnectionsTable = "Connections";
    public const string DocumentsTable = "Documents";
    public const string ImportsTable = "Imports";
    public const string ImportItemsTable = "ImportItems";
    public const string ThrottleTable = "Throttle";

    public const string DocumentsContainer = "documents";
    public const string CheckpointsContainer = "checkpoints";
    public const string SecretsContainer = "secrets";

    public const string PageImportQueue = "page-import";
    public const string PageImportPoisonQueue = "page-import-poison";

    public static IReadOnlyList<string> Tables { get; } = [ConnectionsTable, DocumentsTable, ImportsTable, ImportItemsTable, ThrottleTable];

    public static IReadOnlyList<string> Containers { get; } = [DocumentsContainer, CheckpointsContainer, SecretsContainer];

    public static IReadOnlyList<string> Queues { get; } = [PageImportQueue, PageImportPoisonQueue];
}
