using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NotionSync.Actions;
using NotionSync.Http;
using NotionSync.Tests.EndToEnd;
using NotionSync.Tests.Http;

namespace NotionSync.Tests.Actions;

/// <summary>Every action over the HTTP API: how it goes well, how it is refused, and what Notion refuses.</summary>
public sealed class ActionTests : IAsyncLifetime
{
    private const string Unknown = "0e5235bf-86aa-4efb-93aa-772cce7eab71";

    // What each action has to show here: it is done, we refuse it, Notion does.
    private static readonly string[] Cases = ["done", "refused", "failed"];
    private static readonly string[] OwnRefusals = ["invalid_input", "invalid_id", "invalid_query", "writes_not_allowed", "forbidden"];

    private readonly HashSet<(string Action, string Case)> _seen = [];
    private Deployment _deployment = null!;
    private string _connection = null!;
    private string _page = null!;
    private string _source = null!;

    public async Task InitializeAsync()
    {
        _deployment = await Deployment.StartAsync(settings: new Dictionary<string, string> { ["Actions__AllowWrites"] = "true" }, notionArguments: ["--allow-writes", "1"]);
        _connection = await _deployment.ConnectAsync();
        _page = await FindAsync("Information Security Policy", "page");
        _source = await FindAsync("Frequently Asked Questions", "data_source");
    }

    public async Task DisposeAsync() => await _deployment.DisposeAsync();

    [Fact]
    public async Task Reading_actions_answer_as_Notion_does_and_refuse_what_they_do_not_understand()
    {
        Assert.Equal(_page, (await DoneAsync("get_page", new { pageId = _page })).GetProperty("id").GetString());
        Assert.Single((await DoneAsync("get_page", new { pageId = _page, filterProperties = new[] { "title" } })).GetProperty("properties").EnumerateObject());
        await RefusesAsync(422, "notion_refused", "get_page", new { pageId = _page, filterProperties = new[] { "none" } });
        Assert.Equal(_page, (await DoneAsync("get_block", new { blockId = $"https://www.notion.so/x-{_page.Replace("-", "", StringComparison.Ordinal)}" })).GetProperty("id").GetString());
        Assert.Equal(_source, (await DoneAsync("get_data_source", new { dataSourceId = _source })).GetProperty("id").GetString());
        Assert.Equal("bot", (await DoneAsync("get_current_user", new { })).GetProperty("type").GetString());

        var database = (await DoneAsync("get_data_source", new { dataSourceId = _source })).GetProperty("parent").GetProperty("database_id").GetString();
        Assert.Equal(database, (await DoneAsync("get_database", new { databaseId = database })).GetProperty("id").GetString());

        foreach (var (name, input) in new (string, Dictionary<string, object>)[]
        {
            ("list_pages", []), ("list_users", []), ("list_data_sources", []), ("list_databases", []), ("search", new() { ["query"] = "policy" }),
            ("list_block_children", new() { ["blockId"] = _page }), ("list_comments", new() { ["blockId"] = _page }), ("query_data_source", new() { ["dataSourceId"] = _source }),
        })
        {
            await ListsAsync(name, input);
        }

        var user = (await DoneAsync("list_users", new { pageSize = 1 })).GetProperty("results")[0].GetProperty("id").GetString();
        Assert.Equal(user, (await DoneAsync("get_user", new { userId = user })).GetProperty("id").GetString());

        foreach (var (name, member) in new[] { ("get_page", "pageId"), ("get_block", "blockId"), ("get_database", "databaseId"), ("get_data_source", "dataSourceId"), ("get_user", "userId"), ("list_block_children", "blockId"), ("list_comments", "blockId"), ("query_data_source", "dataSourceId") })
        {
            await RefusesAsync(400, "invalid_input", name, new { });
            await RefusesAsync(400, "invalid_id", name, new Dictionary<string, string> { [member] = "no id" });
            await RefusesAsync(404, "not_shared", name, new Dictionary<string, string> { [member] = Unknown });
        }

        foreach (var name in new[] { "list_pages", "list_users", "list_data_sources", "list_databases", "search" })
        {
            await RefusesAsync(400, "invalid_input", name, new { pageSize = 101 });
            await RefusesAsync(400, "invalid_input", name, new { extra = 1 });
            await RefusesAsync(400, "invalid_cursor", name, new { startCursor = "no cursor" });
        }

        await RefusesAsync(404, "not_found", "sing", new { });
        await RefusesAsync(400, "invalid_input", "get_current_user", new { extra = 1 });
        await RawAsync();

        // And what Notion refuses for no reason of ours.
        await FaultAsync(new { path = "^/v1/users", status = 400 });
        await RefusesAsync(422, "notion_refused", "get_current_user", new { });
        SeesAllCases(ActionCatalogue.All.Where(action => !action.Writes));
    }

    private async Task RawAsync()
    {
        Assert.Equal("bot", (await DoneAsync("raw_request", new { method = "GET", path = "/users/me", headers = new { Accept = "application/json" } })).GetProperty("type").GetString());
        Assert.Equal(1, (await DoneAsync("raw_request", new { method = "GET", path = "/users", query = new { page_size = "1" } })).GetProperty("results").GetArrayLength());
        Assert.Equal(1, (await DoneAsync("raw_request", new { method = "POST", path = "/search", body = new { page_size = 1 } })).GetProperty("results").GetArrayLength());

        foreach (var (type, expected) in new[] { ("text", "text/plain"), ("binary", "application/octet-stream"), ("json", "application/json") })
        {
            using var response = await PostAsync("raw_request", new { method = "GET", path = "/users/me", responseType = type }, []);
            Assert.Equal((HttpStatusCode.OK, expected), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        }

        await RefusesAsync(400, "invalid_input", "raw_request", new { method = "GET", path = "/../v1/users" });
        await RefusesAsync(400, "invalid_input", "raw_request", new { method = "GET", path = "/users", headers = new { Authorization = "Bearer mine" } });
        await RefusesAsync(404, "not_shared", "raw_request", new { method = "GET", path = $"/pages/{Unknown}" });

        await FaultAsync(new { path = "^/v1/users", status = 400, count = 1 });
        await DoneAsync("raw_request", new { method = "GET", path = "/users/me", maxRetries = 1, retryOnAllErrors = true });
        await FaultAsync(new { path = "^/v1/users", latencyMs = 20_000 });
        await RefusesAsync(503, "timed_out", "raw_request", new { method = "GET", path = "/users/me", timeoutSeconds = 1 });
        await FaultAsync();
    }

    [Fact]
    public async Task A_query_is_checked_before_it_is_sent()
    {
        var title = (await DoneAsync("get_data_source", new { dataSourceId = _source })).GetProperty("properties").EnumerateObject().First(property => property.Value.GetProperty("type").GetString() == "title").Name;

        await DoneAsync("query_data_source", new { dataSourceId = _source, filter = new { property = title, title = new { contains = "e" } }, sorts = new object[] { new { property = title, direction = "ascending" }, new { timestamp = "created_time", direction = "descending" } } });
        object[] filters =
        [
            new { property = "None", title = new { contains = "e" } }, new { property = title, number = new { equals = 1 } }, new { property = title }, new { title = new { contains = "e" } },
            new { property = title, title = new { contains = "e", equals = "e" } }, new { timestamp = "edited", edited = new { past_week = new { } } }, new { and = Array.Empty<object>() },
            new { and = new object[] { new { or = new object[] { new { and = new object[] { new { property = title, title = new { contains = "e" } } } } } } } },
        ];

        foreach (var filter in filters)
        {
            await RefusesAsync(422, "invalid_query", "query_data_source", new { dataSourceId = _source, filter });
        }

        await RefusesAsync(422, "invalid_query", "query_data_source", new { dataSourceId = _source, sorts = new[] { new { property = "None", direction = "ascending" } } });
        await RefusesAsync(422, "invalid_query", "query_data_source", new { dataSourceId = _source, sorts = new[] { new { property = title, direction = "up" } } });

        // The first one alone.
        var sent = JsonSerializer.Deserialize<JsonElement>(await _deployment.NotionControl.GetStringAsync(new Uri("_emulator/stats", UriKind.Relative)));
        Assert.Equal(1, sent.GetProperty("endpoints").GetProperty("POST /v1/data_sources/{id}/query").GetInt32());
    }

    [Fact]
    public async Task Writing_needs_the_deployment_the_grant_and_the_role()
    {
        var input = new { parentPageId = _page, properties = new { title = new { title = new[] { new { text = new { content = "Written" } } } } } };

        await RefusesAsync(403, "writes_not_allowed", "create_page", input, Role.Integrator, Role.ContentManager);
        Assert.DoesNotContain(await NamesAsync(), name => name == "create_page");

        await GrantAsync(true);
        Assert.Contains(await NamesAsync(), name => name == "create_page");
        await RefusesAsync(403, "writes_not_allowed", "create_page", input, Role.Admin);
        await RefusesAsync(403, "writes_not_allowed", "raw_request", new { method = "DELETE", path = $"/blocks/{_page}" }, Role.Service);
        await RefusesAsync(403, "forbidden", "create_page", input, Role.Integrator);
        Assert.Equal(0, await WritesAsync());

        await WriteAllAsync();

        await GrantAsync(false);
        var writes = await WritesAsync();
        await RefusesAsync(403, "writes_not_allowed", "create_page", input, Role.Integrator, Role.ContentManager);
        Assert.Equal(writes, await WritesAsync());
    }

    private async Task WriteAllAsync()
    {
        Role[] roles = [Role.Integrator, Role.ContentManager];
        object Title(string text) => new { title = new { title = new[] { new { text = new { content = text } } } } };

        var page = (await DoneAsync("create_page", new { parentPageId = _page, properties = Title("Written"), children = new[] { new { type = "paragraph", paragraph = new { rich_text = new[] { new { text = new { content = "Text" } } } } } } }, roles)).GetProperty("id").GetString();
        Assert.Single((await DoneAsync("list_block_children", new { blockId = page })).GetProperty("results").EnumerateArray());

        await DoneAsync("update_page", new { pageId = page, properties = Title("Renamed"), icon = new { type = "emoji", emoji = "🔑" } }, roles);
        Assert.Contains("Renamed", (await DoneAsync("get_page", new { pageId = page })).ToString(), StringComparison.Ordinal);

        var database = await DoneAsync("create_database", new { parentPageId = page, title = new[] { new { text = new { content = "Base" } } }, properties = new { Name = new { title = new { } }, Level = new { number = new { } } } }, roles);
        var first = database.GetProperty("data_sources")[0].GetProperty("id").GetString();
        await DoneAsync("create_data_source", new { databaseId = database.GetProperty("id").GetString(), title = new[] { new { text = new { content = "Second" } } }, properties = new { Name = new { title = new { } } } }, roles);
        await DoneAsync("update_data_source", new { dataSourceId = first, properties = new { Note = new { rich_text = new { } } } }, roles);

        await DoneAsync("create_database_item", new { dataSourceId = first, properties = new { Name = new { title = new[] { new { text = new { content = "Row" } } } }, Level = new { number = 3 } } }, roles);
        Assert.Single((await DoneAsync("query_data_source", new { dataSourceId = first, filter = new { property = "level", number = new { equals = 3 } } })).GetProperty("results").EnumerateArray());
        var writes = await WritesAsync();
        await RefusesAsync(422, "invalid_query", "create_database_item", new { dataSourceId = first, properties = new { None = new { number = 3 } } }, roles);
        Assert.Equal(writes, await WritesAsync());

        await DoneAsync("create_comment", new { pageId = page, richText = new[] { new { text = new { content = "So it is." } } } }, roles);
        Assert.Single((await DoneAsync("list_comments", new { blockId = page })).GetProperty("results").EnumerateArray());
        await DoneAsync("raw_request", new { method = "PATCH", path = $"/pages/{page}", body = new { in_trash = true } }, roles);
        await RefusesAsync(404, "not_shared", "raw_request", new { method = "PATCH", path = $"/pages/{Unknown}", body = new { in_trash = true } }, roles);

        foreach (var (name, input) in new (string, object)[]
        {
            ("create_page", new { parentPageId = Unknown, properties = new { } }), ("update_page", new { pageId = Unknown }), ("create_database", new { parentPageId = Unknown, properties = new { } }),
            ("create_data_source", new { databaseId = Unknown, properties = new { } }), ("update_data_source", new { dataSourceId = Unknown }), ("create_database_item", new { dataSourceId = Unknown, properties = new { } }),
            ("create_comment", new { pageId = Unknown, richText = Array.Empty<object>() }),
        })
        {
            await RefusesAsync(404, "not_shared", name, input, roles);
            await RefusesAsync(400, "invalid_input", name, new { }, roles);
        }

        SeesAllCases(ActionCatalogue.All.Where(action => action.Writes || action.Name == "raw_request"));

        // A write whose answer is lost may have been saved: it is not sent again.
        using var faults = await _deployment.NotionControl.PostAsJsonAsync("_emulator/faults", new { path = "/v1/comments", method = "POST", status = 503, count = 1 });
        Assert.True(faults.IsSuccessStatusCode);
        await RefusesAsync(503, "notion_unavailable", "create_comment", new { pageId = _page, richText = Array.Empty<object>() }, roles);
        await DoneAsync("create_comment", new { pageId = _page, richText = Array.Empty<object>() }, roles);
        await TimeOutAsync(roles);
    }

    private async Task TimeOutAsync(Role[] roles)
    {
        using var slow = await _deployment.NotionControl.PostAsJsonAsync("_emulator/faults", new { path = "/v1/pages/", method = "PATCH", latencyMs = 5000, count = 1 });
        Assert.True(slow.IsSuccessStatusCode);
        await RefusesAsync(503, "timed_out", "raw_request", new { method = "PATCH", path = $"/pages/{_page}", body = new { icon = (object?)null }, timeoutSeconds = 1 }, roles);

        // Notion may have done it.
        var last = (await _deployment.GetAsync("tenants/demo/audit?pageSize=1")).GetProperty("items")[0];
        Assert.Equal("action.unknown", last.GetProperty("action").GetString());
    }

    private async Task ListsAsync(string name, Dictionary<string, object> input)
    {
        var all = (await DoneAsync(name, new Dictionary<string, object>(input) { ["fetchAll"] = true })).GetProperty("results").EnumerateArray().Select(IdOf).ToList();
        var paged = new List<string?>();
        string? cursor = null;

        do
        {
            var page = await DoneAsync(name, new Dictionary<string, object>(input) { ["pageSize"] = 2 }.With("startCursor", cursor));
            Assert.InRange(page.GetProperty("results").GetArrayLength(), 0, 2);
            paged.AddRange(page.GetProperty("results").EnumerateArray().Select(IdOf));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.True(all.Count > 0 || name == "list_comments", name);
        Assert.Equal(all.Distinct().Order(), paged.Distinct().Order());
    }

    private void SeesAllCases(IEnumerable<ActionDefinition> actions)
        => Assert.Empty(actions.SelectMany(action => Cases.Select(one => (action.Name, one))).Except(_seen));

    private async Task FaultAsync(params object[] rules)
    {
        using var removed = await _deployment.NotionControl.DeleteAsync(new Uri("_emulator/faults", UriKind.Relative));
        using var response = await _deployment.NotionControl.PostAsJsonAsync("_emulator/faults", rules);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private static string? IdOf(JsonElement item) => item.GetProperty("id").GetString();

    private async Task<string> FindAsync(string title, string type)
        => (await DoneAsync("search", new { query = title, type })).GetProperty("results")[0].GetProperty("id").GetString()!;

    private async Task<JsonElement> DoneAsync(string name, object input, params Role[] roles)
    {
        using var response = await PostAsync(name, input, roles);
        _seen.Add((name, "done"));
        return await Deployment.ReadAsync(response, HttpStatusCode.OK);
    }

    private async Task RefusesAsync(int status, string code, string name, object input, params Role[] roles)
    {
        using var response = await PostAsync(name, input, roles);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status && JsonSerializer.Deserialize<JsonElement>(body).GetProperty("code").GetString() == code, $"{name} {JsonSerializer.Serialize(input)}: {body}");
        _seen.Add((name, OwnRefusals.Contains(code) ? "refused" : "failed"));
    }

    private async Task<HttpResponseMessage> PostAsync(string name, object input, Role[] roles)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"tenants/demo/connections/{_connection}/actions/{name}", UriKind.Relative)) { Content = JsonContent.Create(new { input }) };

        if (roles.Length > 0)
        {
            request.Headers.Add("X-MS-CLIENT-PRINCIPAL", Principals.Header("demo", roles));
        }

        return await _deployment.Api.SendAsync(request);
    }

    private async Task GrantAsync(bool allowed)
    {
        using var response = await _deployment.Api.PutAsJsonAsync($"tenants/demo/connections/{_connection}/writes", new { allowed });
        Assert.Equal(allowed, (await Deployment.ReadAsync(response, HttpStatusCode.OK)).GetProperty("allowed").GetBoolean());
    }

    private async Task<List<string?>> NamesAsync()
        => [.. (await _deployment.GetAsync($"tenants/demo/connections/{_connection}/actions")).GetProperty("items").EnumerateArray().Select(action => action.GetProperty("name").GetString())];

    private async Task<int> WritesAsync()
        => JsonSerializer.Deserialize<JsonElement>(await _deployment.NotionControl.GetStringAsync(new Uri("_emulator/writes", UriKind.Relative))) is { ValueKind: JsonValueKind.Array } writes ? writes.GetArrayLength() : -1;
}

internal static class Inputs
{
    public static Dictionary<string, object> With(this Dictionary<string, object> input, string name, object? value)
    {
        if (value is not null)
        {
            input[name] = value;
        }

        return input;
    }
}
