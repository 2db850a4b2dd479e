using NotionSync.Emulator;
using NotionSync.Notion;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Notion;

/// <summary>Whole workspaces, read page by page over HTTP.</summary>
public sealed class EmulatedTreesTests
{
    [Fact]
    public Task Every_page_of_the_sample_workspace_is_read_with_the_fewest_calls() => ReadAllAsync(EmulatorOptions.SampleWorld);

    [CorpusFact]
    public Task Every_recorded_page_is_read_with_the_fewest_calls() => ReadAllAsync(Corpus.Path());

    private static async Task ReadAllAsync(string world)
    {
        await using var notion = await EmulatedNotion.StartAsync(new() { World = world, RequestsPerMinute = 0 });
        var client = notion.Client;
        var pages = new List<NotionObject>();
        string? cursor = null;

        do
        {
            var found = await client.SearchAsync(new() { ObjectType = "page", Cursor = cursor }, default);
            pages.AddRange(found.Items);
            cursor = found.NextCursor;
        }
        while (cursor is not null);

        Assert.NotEmpty(pages);

        foreach (var page in pages)
        {
            var before = client.CallsMade;
            var tree = await new BlockTreeReader(client, new() { MaxCalls = 10_000 }).ReadAsync(page.Id, new(), default);

            Assert.True(tree.IsComplete);
            Assert.Equal(tree.Calls, client.CallsMade - before);
            Assert.InRange(tree.Calls - tree.LowerBound, 0, tree.Gaps.Count);
        }

        Assert.Equal(0, client.Retries);
    }
}
