using Microsoft.Extensions.Logging.Abstractions;

namespace NotionSync.Tests.LocalHost;

public sealed class UnreadableMessageTests
{
    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task A_message_that_nobody_can_read_leaves_its_poison_queue(string message)
    {
        // None of them comes to its worker.
        await new StreamExportFunctions(null!, NullLogger<StreamExportFunctions>.Instance).GiveUpAsync(message, default);
        await new PageImportFunctions(null!, NullLogger<PageImportFunctions>.Instance).GiveUpAsync(message, default);
        await new BlockFetchFunctions(null!, NullLogger<BlockFetchFunctions>.Instance).GiveUpAsync(message, default);
        await new SyncFunctions(null!, null!, NullLogger<SyncFunctions>.Instance).GiveUpAsync(message, default);
        await new EventFunctions(null!, null!, null!, NullLogger<EventFunctions>.Instance).GiveUpAsync(message, default);
    }
}
