using System.Text;
using NotionSync.Browsing;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Syncing;

public sealed class BrowsingTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    [Fact]
    public async Task Children_of_a_page_have_the_icons_that_listings_told()
    {
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString);
        var above = await world.AddPageAsync(null, "Above");
        await world.EditAsync(await world.AddPageAsync(above, "Below"), new { icon = "🔑" });
        var browser = world.Get<WorkspaceBrowser>();

        var listed = await ListAsync();
        await browser.ListRootsAsync(world.Tenant, world.Connection.Id, default);

        Assert.Null(listed.Source.Icon);
        Assert.Equal("🔑", (await ListAsync()).Source.Icon?.Value);

        async Task<BrowseItem> ListAsync() => Assert.Single((await browser.ListChildrenAsync(world.Tenant, world.Connection.Id, SyncWorld.Id(above), default)).Items);
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(60, true)]
    public async Task A_look_at_a_page_that_is_longer_than_a_look_takes_says_so(int toggles, bool isIncomplete)
    {
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString);
        var page = (string)(await world.SendAsync(HttpMethod.Post, "/_emulator/pages", new
        {
            title = "Long",
            blocks = Enumerable.Range(1, toggles).Select(number => new { toggle = $"Question {number}", children = new[] { $"Answer {number}" } }),
        }))["id"]!;
        await world.AddPageAsync(page, "Below");

        var browser = world.Get<WorkspaceBrowser>();
        var children = await browser.ListChildrenAsync(world.Tenant, world.Connection.Id, SyncWorld.Id(page), default);
        var preview = Encoding.UTF8.GetString((await browser.PreviewAsync(world.Tenant, world.Connection.Id, SyncWorld.Id(page), default)).Markdown.Span);

        Assert.Equal((isIncomplete, "Below"), (children.IsIncomplete, Assert.Single(children.Items).Source.Title));
        Assert.Contains($"Question {toggles}", preview, StringComparison.Ordinal);
        Assert.Equal(isIncomplete, preview.StartsWith("> This page is longer than a preview reads", StringComparison.Ordinal));
        Assert.Equal(isIncomplete, Enumerable.Range(1, toggles).Any(number => !preview.Contains($"Answer {number}\n", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(10_000, false)]
    public async Task Where_search_ends_before_everything_was_found_it_is_said(int limit, bool isIncomplete)
    {
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString, new() { RowLimit = limit });
        var browser = world.Get<WorkspaceBrowser>();

        Assert.Equal(isIncomplete, (await browser.ListRootsAsync(world.Tenant, world.Connection.Id, default)).IsIncomplete);
        Assert.Equal(isIncomplete, (await browser.SearchAsync(world.Tenant, world.Connection.Id, null, null, null, 100, default)).IsIncomplete);
    }
}
