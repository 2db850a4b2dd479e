using System.Net.Http.Json;
using System.Text.Json;

namespace NotionSync.Tests.Simulation;

/// <summary>What Notion holds below some pages, read without any code of the product.</summary>
internal sealed class SourceWalk(HttpClient notion)
{
    private readonly Dictionary<string, SourcePage> _pages = [];

    public static async Task<IReadOnlyDictionary<string, SourcePage>> RunAsync(HttpClient notion, params string[] roots)
    {
        var walk = new SourceWalk(notion);

        foreach (var root in roots)
        {
            await walk.PageAsync(await walk.GetAsync($"/v1/pages/{root}"));
        }

        return walk._pages;
    }

    private async Task PageAsync(JsonElement page)
    {
        var id = page.GetProperty("id").GetString()!;

        if (page.GetProperty("in_trash").GetBoolean() || _pages.ContainsKey(id))
        {
            return;
        }

        var texts = new List<string>();
        var title = page.GetProperty("properties").EnumerateObject().First(property => property.Value.GetProperty("type").GetString() == "title").Value.GetProperty("title");
        _pages[id] = new(id, Text(title), texts);
        await ChildrenAsync(id, texts);
    }

    private async Task ChildrenAsync(string id, List<string> texts)
    {
        foreach (var block in await ListAsync(cursor => GetAsync($"/v1/blocks/{id}/children?page_size=100{(cursor is null ? string.Empty : $"&start_cursor={cursor}")}")))
        {
            var type = block.GetProperty("type").GetString()!;
            var blockId = block.GetProperty("id").GetString()!;

            if (block.GetProperty("in_trash").GetBoolean())
            {
                continue;
            }

            switch (type)
            {
                case "child_page":
                    await PageAsync(await GetAsync($"/v1/pages/{blockId}"));
                    continue;
                case "child_database":
                    await DatabaseAsync(blockId);
                    continue;
            }

            if (block.GetProperty(type).TryGetProperty("rich_text", out var text))
            {
                texts.Add(Text(text));
            }

            if (block.GetProperty("has_children").GetBoolean())
            {
                await ChildrenAsync(blockId, texts);
            }
        }
    }

    private async Task DatabaseAsync(string id)
    {
        var database = await GetAsync($"/v1/databases/{id}");
        _pages[id] = new(id, Text(database.GetProperty("title")), []);

        foreach (var source in database.GetProperty("data_sources").EnumerateArray().Select(source => source.GetProperty("id").GetString()))
        {
            foreach (var row in await ListAsync(cursor => QueryAsync(source!, cursor)))
            {
                await PageAsync(row);
            }
        }
    }

    private static async Task<List<JsonElement>> ListAsync(Func<string?, Task<JsonElement>> page)
    {
        var items = new List<JsonElement>();
        string? cursor = null;

        do
        {
            var list = await page(cursor);
            items.AddRange(list.GetProperty("results").EnumerateArray());
            cursor = list.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        return items;
    }

    private async Task<JsonElement> QueryAsync(string source, string? cursor)
    {
        using var response = await notion.PostAsJsonAsync(
            new Uri($"/v1/data_sources/{source}/query", UriKind.Relative),
            cursor is null ? new Dictionary<string, object> { ["page_size"] = 100 } : new() { ["page_size"] = 100, ["start_cursor"] = cursor });
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).Clone();
    }

    private async Task<JsonElement> GetAsync(string path) => await notion.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative));

    private static string Text(JsonElement richText)
        => string.Concat(richText.EnumerateArray().Select(part => part.GetProperty("plain_text").GetString()));
}

/// <param name="Texts">Of its blocks, in order, sub-pages left out.</param>
internal sealed record SourcePage(string Id, string Title, IReadOnlyList<string> Texts);
