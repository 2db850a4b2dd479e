using NotionSync.Notion;

namespace NotionSync.Importing.Fetching;

/// <summary>Fetch one part of a big page.</summary>
/// <param name="Lane">The import's lane that goes on when all parts are there.</param>
/// <param name="Round">Names the division into parts; a message of another one is void.</param>
/// <param name="Part">Its number, from 0.</param>
public sealed record BlockFetchMessage(string TenantId, string ConnectionId, int Generation, string ImportId, int Lane, NotionId Item, Guid Round, int Part);

/// <summary>Sends the messages of parts. A message that was sent comes at least once.</summary>
public interface IBlockFetchSender
{
    Task SendAsync(BlockFetchMessage message, TimeSpan delay, CancellationToken cancellationToken);
}
