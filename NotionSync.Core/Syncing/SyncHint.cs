using NotionSync.Importing;
using NotionSync.Notion;

namespace NotionSync.Syncing;

/// <summary>Something that may have changed in Notion. Never believed: it is read from the API before anything is written.</summary>
public sealed record SyncHint(NotionId Id, SyncHintKind Kind)
{
    /// <summary>What to ask Notion for. Whether sub-pages belong to it is known from its document or its parent's.</summary>
    public ImportRequestItem ToItem()
        => new(
            Id,
            Kind switch
            {
                SyncHintKind.Page => ImportItemKind.Page,
                SyncHintKind.Database => ImportItemKind.Database,
                SyncHintKind.DataSource => ImportItemKind.DataSource,
                _ => ImportItemKind.Unknown,
            },
            IncludeSubpages: false,
            ImportAs.Auto);
}

public enum SyncHintKind
{
    Page,
    Database,
    DataSource,

    /// <summary>It is said to be in the trash or out of it; what it is, is not known.</summary>
    Deleted,
}
