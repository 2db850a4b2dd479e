using System.Text.Json;

namespace NotionSync.Actions;

/// <summary>Something that can be done with a connection, at once, by name.</summary>
/// <param name="Writes">Changes something in Notion. <c>raw_request</c> does by its method and path.</param>
/// <param name="Input">JSON Schema, draft 7, of what it takes.</param>
public sealed record ActionDefinition(string Name, string Title, bool Writes, JsonElement Input);
