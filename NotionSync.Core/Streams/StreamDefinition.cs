using System.Text.Json;

namespace NotionSync.Streams;

/// <summary>What a stream is to whoever reads it. Names, keys and cursors are those of Airbyte's connector for Notion.</summary>
/// <param name="PrimaryKey">Records with the same value in this field are states of the same thing; the later one counts.</param>
/// <param name="CursorField">The field of a record that incremental reads go by; null: full refresh only.</param>
/// <param name="Schema">JSON Schema, draft 7, of a record. It names what Notion is known to send and allows more.</param>
public sealed record StreamDefinition(string Name, string PrimaryKey, string? CursorField, JsonElement Schema)
{
    public bool IsIncremental => CursorField is not null;
}
