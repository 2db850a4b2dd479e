using System.Net;
using System.Text.Json.Nodes;
using NotionSync.Emulator;

namespace NotionSync.Tests.Emulator;

public sealed class NangoTests
{
    private const string Key = "?provider_config_key=notion";

    [Fact]
    public async Task A_connect_link_leads_through_notions_consent_to_a_connection_with_the_sessions_tags()
    {
        await using var nango = await NangoHost.StartAsync();
        var session = await nango.OpenSessionAsync("""{"tags":{"Tenant":"acme","user":"u-1"}}""");

        var (html, connection) = await nango.WalkAsync((string)session["connect_link"]!, "allow");

        Assert.Contains("Notion is connected", html, StringComparison.Ordinal);
        Assert.Equal("acme", (string?)connection!["tags"]!["tenant"]);
        var full = await nango.GetAsync($"/nango/connections/{connection["connection_id"]}{Key}");
        Assert.Equal("OAUTH2", (string?)full["credentials"]!["type"]);
        Assert.Null(full["credentials"]!["refresh_token"]);
        Assert.Null(full["credentials"]!["raw"]!["refresh_token"]);
        Assert.Equal((string?)full["credentials"]!["raw"]!["workspace_id"], (string?)full["connection_config"]!["workspace_id"]);
        Assert.NotNull((await nango.GetAsync($"/nango/connections/{connection["connection_id"]}{Key}&refresh_token=true"))["credentials"]!["refresh_token"]);

        var webhook = Assert.Single(await nango.WebhooksAsync());
        Assert.Equal(("auth", "creation", true), ((string?)webhook["type"], (string?)webhook["operation"], (bool)webhook["success"]!));
        Assert.Equal("acme", (string?)webhook["tags"]!["tenant"]);
    }

    [Fact]
    public async Task A_session_token_works_for_half_an_hour_and_for_one_connection()
    {
        await using var nango = await NangoHost.StartAsync();
        var used = (string)(await nango.OpenSessionAsync("""{"tags":{"a":"b"}}"""))["connect_link"]!;
        await nango.WalkAsync(used, "allow");
        var late = (string)(await nango.OpenSessionAsync("""{"tags":{"a":"b"}}"""))["connect_link"]!;
        Assert.Contains("works until", await nango.Browser.GetStringAsync(late), StringComparison.Ordinal);
        await nango.ControlAsync(HttpMethod.Post, "/_emulator/clock", """{"advanceSeconds":1800}""");

        foreach (var link in (string[])[used, late])
        {
            using var response = await nango.Browser.GetAsync(link);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }

    [Fact]
    public async Task Cancel_at_notion_and_cancel_at_nango_connect_nothing()
    {
        await using var nango = await NangoHost.StartAsync();
        var link = (string)(await nango.OpenSessionAsync("""{"tags":{"a":"b"}}"""))["connect_link"]!;

        var (html, connection) = await nango.WalkAsync(link, "cancel");

        Assert.Contains("Nothing was connected", html, StringComparison.Ordinal);
        Assert.Null(connection);
        var webhook = Assert.Single(await nango.WebhooksAsync());
        Assert.Equal(("creation", false), ((string?)webhook["operation"], (bool)webhook["success"]!));
        Assert.Contains("Nothing was connected", await nango.AnswerAsync(link, "cancel"), StringComparison.Ordinal);
        Assert.Empty(await nango.ListAsync(""));
    }

    [Fact]
    public async Task A_reconnect_session_keeps_the_connection_and_tells_of_an_override()
    {
        await using var nango = await NangoHost.StartAsync();
        var first = await nango.ConnectAsync("""{"tags":{"tenant":"acme"},"silent":true}""");
        var id = (string)first["connection_id"]!;
        var session = await nango.OpenSessionAsync($$"""{"connection_id":"{{id}}","integration_id":"notion"}""", "/reconnect");

        var (_, connection) = await nango.WalkAsync((string)session["connect_link"]!, "allow");

        Assert.Equal(id, (string?)connection!["connection_id"]);
        Assert.Equal("acme", (string?)connection["tags"]!["tenant"]);
        Assert.Equal("override", (string?)Assert.Single(await nango.WebhooksAsync())["operation"]);
        var fresh = await nango.GetAsync($"/nango/connections/{id}{Key}");
        Assert.NotEqual((string?)first["credentials"]!["access_token"], (string?)fresh["credentials"]!["access_token"]);
    }

    [Theory]
    [InlineData("""{}""", "invalid_body")]
    [InlineData("""{"tags":{"1st":"x"}}""", "invalid_body")]
    [InlineData("""{"tags":{"a":""}}""", "invalid_body")]
    [InlineData("""{"tags":{"a":"1","A":"2"}}""", "invalid_body")]
    [InlineData("""{"tags":{"a":"b"},"unknown":1}""", "invalid_body")]
    [InlineData("""{"tags":{"a":"b"},"allowed_integrations":["github"]}""", "invalid_body")]
    [InlineData("""{"end_user":{}}""", "invalid_body")]
    [InlineData("nonsense", "invalid_body")]
    public async Task A_malformed_session_is_refused(string body, string code)
    {
        await using var nango = await NangoHost.StartAsync();
        var (status, answer) = await nango.TryAsync(HttpMethod.Post, "/nango/connect/sessions", body);
        Assert.Equal((HttpStatusCode.BadRequest, code), (status, (string?)answer["error"]!["code"]));
    }

    [Fact]
    public async Task The_api_is_for_holders_of_the_key()
    {
        await using var nango = await NangoHost.StartAsync();

        Assert.Equal("missing_auth_header", await nango.RefusalAsync(null));
        Assert.Equal("malformed_auth_header", await nango.RefusalAsync("Basic x"));
        Assert.Equal("unknown_account", await nango.RefusalAsync("Bearer wrong"));
    }

    [Fact]
    public async Task Connections_are_listed_newest_first_by_tag_and_page()
    {
        await using var nango = await NangoHost.StartAsync();
        var ids = new List<string>();

        foreach (var tenant in (string[])["acme", "other", "acme"])
        {
            ids.Add((string)(await nango.ConnectAsync($$$"""{"tags":{"tenant":"{{{tenant}}}"},"silent":true}"""))["connection_id"]!);
        }

        Assert.Equal([ids[2], ids[0]], await nango.ListAsync("?tags[Tenant]=acme"));
        Assert.Equal([ids[2], ids[1]], await nango.ListAsync("?limit=2&page=0"));
        Assert.Equal([ids[0]], await nango.ListAsync("?limit=2&page=1"));
        Assert.Equal([ids[1]], await nango.ListAsync($"?connectionId={ids[1]}&integrationId=notion,github"));
        Assert.Empty(await nango.ListAsync("?integrationId=github"));
        Assert.Empty(await nango.ListAsync("?tags[tenant]=acme&tags[user]=u"));
        Assert.Equal("invalid_query_params", (string?)(await nango.TryAsync(HttpMethod.Get, "/nango/connections?tag=x")).Body["error"]!["code"]);
        Assert.Equal("invalid_query_params", (string?)(await nango.TryAsync(HttpMethod.Get, "/nango/connections?limit=2001")).Body["error"]!["code"]);
    }

    [Fact]
    public async Task A_connection_is_deleted_once()
    {
        await using var nango = await NangoHost.StartAsync();
        var connection = await nango.ConnectAsync("""{"silent":true}""");
        var path = $"/nango/connections/{connection["connection_id"]}{Key}";

        Assert.True((bool)(await nango.TryAsync(HttpMethod.Delete, path)).Body["success"]!);

        var (status, again) = await nango.TryAsync(HttpMethod.Delete, path);
        Assert.Equal((HttpStatusCode.BadRequest, "unknown_connection"), (status, (string?)again["error"]!["code"]));
        Assert.Equal("not_found", (string?)(await nango.TryAsync(HttpMethod.Get, path)).Body["error"]!["code"]);
        Assert.Equal("unknown_provider_config", (string?)(await nango.TryAsync(HttpMethod.Delete, path.Replace("=notion", "=github", StringComparison.Ordinal))).Body["error"]!["code"]);

        // The token at Notion lives on: Nango does not revoke it.
        Assert.Equal(HttpStatusCode.OK, await nango.NotionStatusAsync((string)connection["credentials"]!["access_token"]!));
    }

    [Fact]
    public async Task A_forced_refresh_replaces_the_tokens_and_tells_when_it_fails()
    {
        await using var nango = await NangoHost.StartAsync();
        var connection = await nango.ConnectAsync("""{"silent":true}""");
        var id = (string)connection["connection_id"]!;
        await nango.ControlAsync(HttpMethod.Post, "/_emulator/oauth/expire", "{}");
        Assert.Equal("unauthorized", (string?)(await nango.ProxyAsync(id, "/v1/users/me")).Body["code"]);

        await nango.GetAsync($"/nango/connections/{id}{Key}&force_refresh=true");
        Assert.Equal(HttpStatusCode.OK, (await nango.ProxyAsync(id, "/v1/users/me")).Status);
        Assert.Empty(await nango.WebhooksAsync());

        await nango.ControlAsync(HttpMethod.Post, "/_emulator/oauth/revoke", "{}");
        var (status, refused) = await nango.TryAsync(HttpMethod.Get, $"/nango/connections/{id}{Key}&force_refresh=true");
        Assert.Equal((HttpStatusCode.FailedDependency, "invalid_credentials"), (status, (string?)refused["error"]!["code"]));
        var webhook = Assert.Single(await nango.WebhooksAsync());
        Assert.Equal(("refresh", false), ((string?)webhook["operation"], (bool)webhook["success"]!));
        Assert.Equal("auth", (string?)(await nango.GetAsync("/nango/connections"))["connections"]![0]!["errors"]![0]!["type"]);
    }

    [Fact]
    public async Task The_account_has_a_limit_in_a_fixed_window()
    {
        await using var nango = await NangoHost.StartAsync(new() { NangoRequestsPerMinute = 3 });

        for (var remaining = 2; remaining >= 0; remaining--)
        {
            using var good = await nango.SendAsync(HttpMethod.Get, "/nango/connections");
            Assert.Equal($"{remaining}", Assert.Single(good.Headers.GetValues("X-RateLimit-Remaining")));
            Assert.Equal("3", Assert.Single(good.Headers.GetValues("X-RateLimit-Limit")));
        }

        using var refused = await nango.SendAsync(HttpMethod.Get, "/nango/connections");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 50, 60);
        Assert.Contains("too_many_request", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        await nango.ControlAsync(HttpMethod.Post, "/_emulator/clock", """{"advanceSeconds":60}""");
        Assert.Equal(HttpStatusCode.OK, (await nango.TryAsync(HttpMethod.Get, "/nango/connections")).Status);
    }
}
