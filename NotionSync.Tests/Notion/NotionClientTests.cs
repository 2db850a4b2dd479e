using NotionSync.Notion;

namespace NotionSync.Tests.Notion;

public sealed class NotionClientTests
{
    [Fact]
    public async Task The_token_tells_its_workspace()
    {
        await using var notion = await EmulatedNotion.StartAsync();
        var me = await notion.Client.GetMeAsync(default);

        Assert.Equal("bot", me.Type);
        Assert.False(string.IsNullOrEmpty(me.WorkspaceName));
    }

    [Fact]
    public async Task A_wrong_token_is_unauthorized()
    {
        await using var notion = await EmulatedNotion.StartAsync();
        var client = notion.Create("ntn_wrong");
        var failure = await Assert.ThrowsAsync<NotionException>(() => client.GetMeAsync(default));

        Assert.Equal(NotionError.Unauthorized, failure.Error);
        Assert.Equal("unauthorized", failure.Code);
        Assert.DoesNotContain("ntn_wrong", failure.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, client.CallsMade);
    }

    [Fact]
    public async Task Pages_are_found_got_and_read()
    {
        await using var notion = await EmulatedNotion.StartAsync();
        var client = notion.Client;
        var found = await client.SearchAsync(new() { ObjectType = "page", Sort = NotionSort.NewestEditFirst }, default);

        Assert.NotEmpty(found.Items);
        Assert.All(found.Items, item => Assert.Equal("page", item.Kind));

        var page = await client.GetPageAsync(found.Items[0].Id, default);

        Assert.Equal(found.Items[0].Title, page.Title);
        Assert.NotNull((await client.GetBlockChildrenAsync(page.Id, null, default)).Page.Blocks);
    }

    [Fact]
    public async Task Rows_of_a_data_source_are_queried()
    {
        await using var notion = await EmulatedNotion.StartAsync();
        var client = notion.Client;
        var found = await client.SearchAsync(new() { ObjectType = "data_source" }, default);
        var dataSource = await client.GetDataSourceAsync(found.Items[0].Id, default);
        var database = await client.GetDatabaseAsync(dataSource.Parent.Id!.Value, default);
        var rows = await client.QueryDataSourceAsync(
            dataSource.Id,
            new()
            {
                Filter = """{"timestamp":"created_time","created_time":{"on_or_after":"2000-01-01"}}"""u8.ToArray(),
                Sorts = """[{"timestamp":"created_time","direction":"ascending"}]"""u8.ToArray(),
            },
            default);

        Assert.Contains(database.DataSources, source => source.Id == dataSource.Id);
        Assert.NotEmpty(rows.Items);
        Assert.All(rows.Items, row => Assert.Equal("data_source_id", row.Parent.Type));
    }

    [Fact]
    public async Task An_unknown_id_is_not_found()
    {
        await using var notion = await EmulatedNotion.StartAsync();
        var failure = await Assert.ThrowsAsync<NotionException>(() => notion.Client.GetPageAsync(new(Guid.Parse("00000000-0000-4000-8000-000000000001")), default));

        Assert.Equal(NotionError.NotFound, failure.Error);
    }

    [Fact]
    public async Task A_cursor_of_nothing_is_an_invalid_cursor()
    {
        await using var notion = await EmulatedNotion.StartAsync();
        var failure = await Assert.ThrowsAsync<NotionException>(() => notion.Client.SearchAsync(new() { Cursor = "nonsense" }, default));

        Assert.Equal(NotionError.InvalidCursor, failure.Error);
    }
}
