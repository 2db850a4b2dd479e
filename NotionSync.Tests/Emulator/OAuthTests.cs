using System.Net;
using System.Text.Json.Nodes;
using NotionSync.Emulator;
using NotionSync.Emulator.OAuth;

namespace NotionSync.Tests.Emulator;

public sealed class OAuthTests
{
    [Fact]
    public async Task A_consent_gives_tokens_that_see_the_picked_pages_and_what_is_below_them_and_nothing_else()
    {
        await using var emulator = await ConsentHost.StartAsync();
        var policies = await emulator.PageIdAsync("Security Policies");
        var child = await emulator.PageIdAsync("Encryption Policy");
        var other = await emulator.PageIdAsync("Trust Center");

        var tokens = await emulator.ConnectAsync(policies);
        var bot = await emulator.GetAsync("/v1/users/me", tokens.Access);

        Assert.Equal(("NotionSync", "user", tokens.Bot), ((string?)bot["name"], (string?)bot["bot"]!["owner"]!["type"], (string?)bot["id"]));
        await emulator.GetAsync($"/v1/pages/{policies}", tokens.Access);
        await emulator.GetAsync($"/v1/blocks/{child}/children", tokens.Access);
        Assert.Equal(HttpStatusCode.NotFound, await emulator.StatusAsync($"/v1/pages/{other}", tokens.Access));
        Assert.Equal(HttpStatusCode.NotFound, await emulator.StatusAsync($"/v1/blocks/{other}/children", tokens.Access));

        var found = (await emulator.SearchAsync(tokens.Access)).ToList();
        Assert.Contains(child, found);
        Assert.DoesNotContain(other, found);
        Assert.Contains(other, await emulator.SearchAsync(EmulatorOptions.SampleToken));
    }

    [Fact]
    public async Task The_answer_has_what_notion_says_and_no_lifetime()
    {
        await using var emulator = await ConsentHost.StartAsync();
        var answer = await emulator.ExchangeAsync(await emulator.ConsentAsync());

        Assert.Equal(
            ["access_token", "bot_id", "duplicated_template_id", "owner", "refresh_token", "request_id", "token_type", "workspace_icon", "workspace_id", "workspace_name"],
            answer.Select(property => property.Key).Order(StringComparer.Ordinal));
        Assert.Equal(("bearer", "user"), ((string?)answer["token_type"], (string?)answer["owner"]!["type"]));
        Assert.Equal("Halvenbrook", (string?)answer["workspace_name"]);
    }

    [Fact]
    public async Task Each_consent_is_a_bot_of_its_own_unless_told_otherwise()
    {
        await using var emulator = await ConsentHost.StartAsync();
        var first = await emulator.ConnectAsync();
        var second = await emulator.ConnectAsync();
        await emulator.ControlAsync(HttpMethod.Patch, "/_emulator/oauth", """{"reuseBot":true}""");
        var third = await emulator.ConnectAsync();

        Assert.NotEqual(first.Bot, second.Bot);
        Assert.Equal(second.Bot, third.Bot);
        Assert.Equal(HttpStatusCode.OK, await emulator.StatusAsync("/v1/users/me", first.Access));
    }

    [Fact]
    public async Task A_code_works_once_within_ten_minutes_for_its_integration_and_its_redirect()
    {
        await using var emulator = await ConsentHost.StartAsync();
        var used = await emulator.ConsentAsync();
        await emulator.ExchangeAsync(used);
        var late = await emulator.ConsentAsync();
        await emulator.ControlAsync(HttpMethod.Post, "/_emulator/clock", """{"advanceSeconds":600}""");
        var elsewhere = await emulator.ConsentAsync();
        var strange = await emulator.ConsentAsync();
        await emulator.ControlAsync(HttpMethod.Put, "/_emulator/oauth/clients", """{"clients":[{"id":"other","secret":"other-secret","redirectUris":["http://127.0.0.1:1/x"]}]}""");

        await emulator.FailAsync("invalid_grant", HttpStatusCode.BadRequest, Code(used));
        await emulator.FailAsync("invalid_grant", HttpStatusCode.BadRequest, Code(late));
        await emulator.FailAsync("invalid_grant", HttpStatusCode.BadRequest, Code(elsewhere, redirect: "http://127.0.0.1:1/x"));
        await emulator.FailAsync("invalid_grant", HttpStatusCode.BadRequest, Code(strange), "other", "other-secret");
        await emulator.FailAsync("invalid_grant", HttpStatusCode.BadRequest, Code("code_made_up"));
        await emulator.FailAsync("invalid_request", HttpStatusCode.BadRequest, """{"grant_type":"authorization_code"}""");
        await emulator.FailAsync("unsupported_grant_type", HttpStatusCode.BadRequest, """{"grant_type":"password"}""");
    }

    [Fact]
    public async Task A_refresh_replaces_both_tokens_and_the_old_ones_are_worthless()
    {
        await using var emulator = await ConsentHost.StartAsync();
        var first = await emulator.ConnectAsync();
        var answer = await emulator.TokenAsync(Refresh(first.Refresh));

        Assert.Equal(first.Bot, (string?)answer["bot_id"]);
        Assert.Equal(HttpStatusCode.Unauthorized, await emulator.StatusAsync("/v1/users/me", first.Access));
        Assert.Equal(HttpStatusCode.OK, await emulator.StatusAsync("/v1/users/me", (string)answer["access_token"]!));
        await emulator.FailAsync("invalid_grant", HttpStatusCode.BadRequest, Refresh(first.Refresh));
        await emulator.TokenAsync(Refresh((string)answer["refresh_token"]!));
    }

    [Fact]
    public async Task Fifty_refreshes_at_once_with_one_token_are_one_refresh()
    {
        await using var emulator = await ConsentHost.StartAsync();
        var tokens = await emulator.ConnectAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => emulator.TryTokenAsync(Refresh(tokens.Refresh), ConsentHost.Client, ConsentHost.Secret)));

        Assert.Equal(1, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.Equal(49, answers.Count(answer => (string?)answer.Body["error"] == "invalid_grant"));
    }

    [Theory]
    [InlineData("nobody", ConsentHost.Secret)]
    [InlineData(ConsentHost.Client, "wrong")]
    [InlineData(ConsentHost.Client, "")]
    [InlineData(null, "")]
    public async Task Who_is_not_the_integration_gets_nothing(string? id, string secret)
    {
        await using var emulator = await ConsentHost.StartAsync();
        await emulator.FailAsync("invalid_client", HttpStatusCode.Unauthorized, Code("x"), id, secret);
    }

    [Fact]
    public async Task Errors_can_have_the_shape_of_notions_other_errors()
    {
        await using var emulator = await ConsentHost.StartAsync();
        await emulator.ControlAsync(HttpMethod.Patch, "/_emulator/oauth", """{"notionErrors":true}""");

        var (status, body) = await emulator.TryTokenAsync(Code("x"), ConsentHost.Client, ConsentHost.Secret);

        Assert.Equal((HttpStatusCode.BadRequest, "error", "invalid_grant"), (status, (string?)body["object"], (string?)body["code"]));
    }

    [Fact]
    public async Task A_consent_can_make_the_earlier_refresh_token_of_the_same_user_worthless()
    {
        await using var emulator = await ConsentHost.StartAsync();
        await emulator.ControlAsync(HttpMethod.Patch, "/_emulator/oauth", """{"invalidateOnReauthorize":true}""");
        var users = ConsentHost.Values(await emulator.PageAsync(), "option");
        var first = await emulator.ConnectAsync(user: users[0]);
        var other = await emulator.ConnectAsync(user: users[1]);
        await emulator.ConnectAsync(user: users[0]);

        await emulator.FailAsync("invalid_grant", HttpStatusCode.BadRequest, Refresh(first.Refresh));
        await emulator.TokenAsync(Refresh(other.Refresh));
    }

    [Fact]
    public async Task Tokens_can_be_introspected_and_revoked()
    {
        await using var emulator = await ConsentHost.StartAsync();
        var tokens = await emulator.ConnectAsync();
        var body = $$"""{"token":"{{tokens.Access}}"}""";

        var active = await emulator.OAuthAsync("introspect", body);
        Assert.True((bool)active["active"]!);
        Assert.True((long)active["iat"]! > 0);

        await emulator.OAuthAsync("revoke", body);

        Assert.False((bool)(await emulator.OAuthAsync("introspect", body))["active"]!);
        Assert.Equal(HttpStatusCode.Unauthorized, await emulator.StatusAsync("/v1/users/me", tokens.Access));
        await emulator.FailAsync("invalid_grant", HttpStatusCode.BadRequest, Refresh(tokens.Refresh));
        await emulator.OAuthAsync("revoke", body);
    }

    [Fact]
    public async Task Access_can_expire_by_time_and_on_demand_and_a_refresh_helps()
    {
        await using var emulator = await ConsentHost.StartAsync();
        var tokens = await emulator.ConnectAsync();
        await emulator.ControlAsync(HttpMethod.Post, "/_emulator/oauth/expire", $$"""{"bot":"{{tokens.Bot}}"}""");
        Assert.Equal(HttpStatusCode.Unauthorized, await emulator.StatusAsync("/v1/users/me", tokens.Access));

        var fresh = (string)(await emulator.TokenAsync(Refresh(tokens.Refresh)))["access_token"]!;
        Assert.Equal(HttpStatusCode.OK, await emulator.StatusAsync("/v1/users/me", fresh));

        await emulator.ControlAsync(HttpMethod.Patch, "/_emulator/oauth", """{"accessTokenSeconds":3600}""");
        await emulator.ControlAsync(HttpMethod.Post, "/_emulator/clock", """{"advanceSeconds":3601}""");
        Assert.Equal(HttpStatusCode.Unauthorized, await emulator.StatusAsync("/v1/users/me", fresh));
    }

    [Fact]
    public async Task Cancel_returns_with_access_denied_and_the_state()
    {
        await using var emulator = await ConsentHost.StartAsync();

        var location = await emulator.DecideAsync("cancel");

        Assert.Equal($"{ConsentHost.Redirect}?error=access_denied&state=a%20state", location);
    }

    [Fact]
    public async Task Who_selects_nothing_is_asked_again()
    {
        await using var emulator = await ConsentHost.StartAsync();

        using var response = await emulator.PostFormAsync("allow");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Contains("Select at least one page", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_was_not_offered_cannot_be_picked()
    {
        await using var emulator = await ConsentHost.StartAsync();
        using var response = await emulator.PostFormAsync("allow", "00000000-0000-4000-8000-000000000001");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
    }

    [Fact]
    public async Task Who_connects_again_finds_selected_what_was_shared_before()
    {
        await using var emulator = await ConsentHost.StartAsync();
        var page = await emulator.PageIdAsync("Trust Center");
        Assert.DoesNotContain(" checked", await emulator.PageAsync(), StringComparison.Ordinal);

        await emulator.ConnectAsync(page);

        Assert.Contains($"value=\"{page}\" checked", await emulator.PageAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("client_id=nobody&response_type=code&owner=user", "There is no integration")]
    [InlineData("response_type=code&owner=user", "lacks client_id")]
    [InlineData("client_id=emulated-app&response_type=token&owner=user", "response_type must be code")]
    [InlineData("client_id=emulated-app&response_type=code", "owner must be user")]
    [InlineData("client_id=emulated-app&response_type=code&owner=user&redirect_uri=https%3A%2F%2Felsewhere.example%2F", "is not one of the integration")]
    [InlineData("client_id=emulated-app&response_type=code&owner=user&redirect_uri=%3Cscript%3E", "&lt;script&gt;")]
    public async Task A_request_that_cannot_be_trusted_is_not_redirected(string query, string reason)
    {
        await using var emulator = await ConsentHost.StartAsync();
        using var response = await emulator.Browser.GetAsync($"/v1/oauth/authorize?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(reason, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Oauth_is_neither_a_write_nor_counted_as_a_call_of_the_api()
    {
        await using var emulator = await ConsentHost.StartAsync();
        await emulator.ConnectAsync();
        var stats = await emulator.ControlAsync(HttpMethod.Get, "/_emulator/stats");

        Assert.Equal(0, (int)stats["writes"]!);
        Assert.Equal(0, (int)stats["total"]!);
        Assert.Equal(1, (int)stats["endpoints"]!["POST /v1/oauth/token"]!);
    }

    [Fact]
    public void A_client_of_the_command_line_may_have_several_redirects()
    {
        var client = OAuthClient.Parse("id,secret,http://a.example/x,http://b.example/y");
        Assert.Equal(["http://a.example/x", "http://b.example/y"], client.RedirectUris);
        Assert.Throws<FormatException>(() => OAuthClient.Parse("id,secret"));
    }

    private static string Code(string code, string redirect = ConsentHost.Redirect)
        => new JsonObject { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = redirect }.ToJsonString();

    private static string Refresh(string token)
        => new JsonObject { ["grant_type"] = "refresh_token", ["refresh_token"] = token }.ToJsonString();
}
