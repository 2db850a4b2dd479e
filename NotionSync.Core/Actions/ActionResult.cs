namespace NotionSync.Actions;

/// <summary>What an action gives: Notion's answer as it came, or lists of it put together.</summary>
public sealed record ActionResult(ReadOnlyMemory<byte> Body, string ContentType = "application/json");
