namespace NotionSync.Auditing;

/// <summary>Something that happened to a tenant's documents, or to who may see them.</summary>
/// <param name="Actor"><c>user:ID</c>, <c>run:ID</c>, <c>contact:ID</c>, <c>anonymous</c> or <c>system</c>.</param>
/// <param name="Action">For example <c>document.read</c>; stable.</param>
/// <param name="Subject">What it happened to, for example <c>document:ID</c>.</param>
/// <param name="Details">Values that say more; never the text of a document, never a token.</param>
public sealed record AuditEntry(string Id, DateTimeOffset At, string Actor, string Action, string Subject, IReadOnlyDictionary<string, string> Details);
