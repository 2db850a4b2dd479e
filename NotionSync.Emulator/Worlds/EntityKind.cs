namespace NotionSync.Emulator.Worlds;

internal enum EntityKind
{
    Page,
    Block,
    Database,
    DataSource,
}
