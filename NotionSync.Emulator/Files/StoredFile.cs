namespace NotionSync.Emulator.Files;

/// <summary>A file that Notion hosts for the workspace.</summary>
internal sealed record StoredFile(string Name, string ContentType, FileContent Content);
