namespace NotionSync.Notion;

/// <summary>A person, a bot or an agent. Which of the optional parts are there depends on what the connection may see.</summary>
/// <param name="Type"><c>person</c>, <c>bot</c>, a later name, or null for a user of whom Notion tells the id alone.</param>
/// <param name="OwnerId">Of a bot: the user who authorised it; null of an internal integration's.</param>
/// <param name="WorkspaceId">Of a bot: the workspace that it works in.</param>
/// <param name="MaxFileUploadBytes">Of a bot: the largest file that its workspace takes.</param>
public sealed record NotionUser(
    NotionId Id,
    string? Name,
    string? Type,
    string? AvatarUrl,
    NotionId? OwnerId,
    string? WorkspaceId,
    string? WorkspaceName,
    long? MaxFileUploadBytes);
