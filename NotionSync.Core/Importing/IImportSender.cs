using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>Sends the messages that drive imports. A message that was sent comes at least once.</summary>
public interface IImportSender
{
    /// <param name="delay">How long the message stays hidden.</param>
    Task SendAsync(ImportMessage message, TimeSpan delay, CancellationToken cancellationToken);
}

/// <summary>Work on one lane of an import; without an item: begin the import.</summary>
public sealed record ImportMessage(string TenantId, string ConnectionId, int Generation, string ImportId, int Lane, NotionId? Item);
