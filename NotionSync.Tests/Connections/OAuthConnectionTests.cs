using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NotionSync.Connections;
using NotionSync.Connections.OAuth;

namespace NotionSync.Tests.Connections;

public sealed class OAuthConnectionTests(ConnectionWorld world) : IClassFixture<ConnectionWorld>
{
    private readonly string _tenant = ConnectionWorld.NewTenant();

    [Fact]
    public async Task A_user_agrees_at_Notion_and_comes_back_with_a_connection()
    {
        var back = await world.WalkOAuthAsync(_tenant);

        Assert.StartsWith(ConnectionWorld.ReturnUrl + "?connection=", back.AbsoluteUri, StringComparison.Ordinal);
        var connection = Assert.Single(await world.ConnectionsAsync(_tenant));
        Assert.Equal(ConnectionWorld.Parameter(back, "connection"), (string?)connection["id"]);
        Assert.Equal(("notion", "active"), ((string?)connection["provider"], (string?)connection["status"]));
        Assert.NotNull((string?)connection["workspace"]!["name"]);

        var check = await world.CallAsync(HttpStatusCode.OK, HttpMethod.Post, _tenant, $"connections/{connection["id"]}/check");
        Assert.Equal("active", (string?)check["status"]);
        Assert.NotEmpty((await world.CallAsync(HttpStatusCode.OK, HttpMethod.Get, _tenant, $"connections/{connection["id"]}/roots"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Who_cancels_comes_back_without_a_connection()
    {
        var back = await world.WalkOAuthAsync(_tenant, decision: "cancel");

        Assert.Equal(ConnectionWorld.ReturnUrl + "?error=access_denied", back.AbsoluteUri);
        Assert.Empty(await world.ConnectionsAsync(_tenant));
    }

    [Fact]
    public async Task The_same_person_connecting_again_renews_the_same_connection()
    {
        var first = await world.ConnectByOAuthAsync(_tenant);
        var before = await FindAsync(first);
        var second = await world.ConnectByOAuthAsync(_tenant);
        var after = await FindAsync(first);

        Assert.Equal(first, second);
        Assert.Single(await world.ConnectionsAsync(_tenant));
        Assert.Equal(before!.Generation + 1, after!.Generation);
        Assert.NotEqual(before.SecretName, after.SecretName);
        Assert.Null(await SecretAsync(before.SecretName!));
    }

    [Fact]
    public async Task Another_person_of_the_workspace_makes_a_connection_of_their_own()
    {
        var first = await world.ConnectByOAuthAsync(_tenant, person: 0);
        var second = await world.ConnectByOAuthAsync(_tenant, person: 1);

        var connections = await world.ConnectionsAsync(_tenant);
        Assert.Equal([.. new[] { first, second }.Order()], connections.Select(connection => (string)connection["id"]!).Order());
        Assert.Single(connections.Select(connection => (string?)connection["workspace"]!["id"]).Distinct());
    }

    [Fact]
    public async Task The_same_person_for_two_tenants_makes_two_connections()
    {
        var other = ConnectionWorld.NewTenant();

        Assert.NotEqual(await world.ConnectByOAuthAsync(_tenant), await world.ConnectByOAuthAsync(other));
        Assert.Single(await world.ConnectionsAsync(other));
    }

    [Fact]
    public async Task A_reconnect_keeps_the_connection_whoever_agrees()
    {
        var id = await world.ConnectByOAuthAsync(_tenant, person: 0);

        var back = await world.WalkOAuthAsync(_tenant, id, person: 1);

        Assert.Equal(id, ConnectionWorld.Parameter(back, "connection"));
        Assert.Single(await world.ConnectionsAsync(_tenant));

        // The first person has none now: theirs was taken over.
        Assert.NotEqual(id, await world.ConnectByOAuthAsync(_tenant, person: 0));
    }

    [Fact]
    public async Task A_reconnect_of_what_was_disconnected_meanwhile_leaves_nothing()
    {
        var id = await world.ConnectByOAuthAsync(_tenant);
        var callback = await world.ConsentAsync(await world.StartOAuthAsync(_tenant, id));
        await world.CallAsync(HttpStatusCode.NoContent, HttpMethod.Delete, _tenant, $"connections/{id}");

        Assert.Equal("not_found", ConnectionWorld.Parameter(await world.ReturnAsync(callback), "error"));
        Assert.Empty(await world.ConnectionsAsync(_tenant));
    }

    [Fact]
    public async Task A_tenant_may_bring_a_Notion_app_of_its_own()
    {
        const string Id = "tenants-app";
        const string Secret = "tenants_app_secret_1b3f";
        await world.ControlAsync(HttpMethod.Put, "/_emulator/oauth/clients", new { clients = new[] { new { id = Id, secret = Secret, redirectUris = new[] { ConnectionWorld.Callback } } } });
        var before = await world.ConnectByOAuthAsync(_tenant, person: 1);

        await world.CallAsync(HttpStatusCode.NoContent, HttpMethod.Put, _tenant, "notion-app", new { clientId = Id, clientSecret = Secret });
        Assert.Equal(Id, (string?)(await world.CallAsync(HttpStatusCode.OK, HttpMethod.Get, _tenant, "notion-app"))["clientId"]);
        Assert.Contains("client_id=tenants-app&", await world.StartOAuthAsync(_tenant), StringComparison.Ordinal);
        Assert.Contains($"client_id={ConnectionWorld.ClientId}&", await world.StartOAuthAsync(ConnectionWorld.NewTenant()), StringComparison.Ordinal);
        var own = await world.ConnectByOAuthAsync(_tenant);

        // Each is renewed with the app that it was authorised with.
        await world.ControlAsync(HttpMethod.Post, "/_emulator/oauth/expire", new { });
        await world.CallAsync(HttpStatusCode.OK, HttpMethod.Get, _tenant, $"connections/{own}/roots");
        await world.CallAsync(HttpStatusCode.OK, HttpMethod.Get, _tenant, $"connections/{before}/roots");

        await world.CallAsync(HttpStatusCode.NoContent, HttpMethod.Delete, _tenant, "notion-app");
        Assert.Null((string?)(await world.CallAsync(HttpStatusCode.OK, HttpMethod.Get, _tenant, "notion-app"))["clientId"]);
        Assert.DoesNotContain(world.Answers, answer => answer.Contains(Secret, StringComparison.Ordinal));
        Assert.DoesNotContain(world.LogLines, line => line.Contains(Secret, StringComparison.Ordinal));
        await world.CallAsync(HttpStatusCode.BadRequest, HttpMethod.Put, _tenant, "notion-app", new { clientId = "a:b", clientSecret = Secret });
    }

    [Fact]
    public async Task Two_hundred_browsers_with_the_same_state_make_one_connection()
    {
        var callback = await world.ConsentAsync(await world.StartOAuthAsync(_tenant));

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => world.Api.GetAsync($"oauth/notion/callback{callback.Query}")));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Redirect);
        Assert.Equal(199, answers.Count(answer => answer.StatusCode == HttpStatusCode.BadRequest));
        Assert.Single(await world.ConnectionsAsync(_tenant));
    }

    [Fact]
    public async Task Ten_ways_of_one_person_that_end_at_once_make_one_connection()
    {
        var callbacks = new List<Uri>();

        for (var way = 0; way < 10; way++)
        {
            callbacks.Add(await world.ConsentAsync(await world.StartOAuthAsync(_tenant)));
        }

        var ends = await Task.WhenAll(callbacks.Select(world.ReturnAsync));

        Assert.Single(ends.Select(end => ConnectionWorld.Parameter(end, "connection")).Distinct());
        var connection = Assert.Single(await world.ConnectionsAsync(_tenant));
        await world.CallAsync(HttpStatusCode.OK, HttpMethod.Get, _tenant, $"connections/{connection["id"]}/roots");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?code=abc")]
    [InlineData("?state=abc&code=abc")]
    [InlineData("?state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&code=abc")]
    [InlineData("?state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&error=access_denied")]
    [InlineData("?state=%00%00&code=abc")]
    public async Task A_state_of_nobody_is_refused_and_sends_the_browser_nowhere(string query)
    {
        using var response = await world.Api.GetAsync($"oauth/notion/callback{query}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("invalid_state", (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]);
    }

    [Fact]
    public async Task A_state_that_ran_out_is_refused()
    {
        var callback = await world.ConsentAsync(await world.StartOAuthAsync(_tenant));
        var states = world.Services.GetRequiredService<IOAuthStateStore>();
        await states.RemoveExpiredAsync(TimeProvider.System.GetUtcNow().AddMinutes(9), default);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Buffers.Text.Base64Url.DecodeFromChars(ConnectionWorld.Parameter(callback, "state")!)));
        var state = (await states.TryTakeAsync(hash, default))!;
        Assert.InRange(state.ExpiresAt - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(9.5), TimeSpan.FromMinutes(10));
        await states.AddAsync(state with { ExpiresAt = TimeProvider.System.GetUtcNow().AddSeconds(-1) }, default);

        using var response = await world.Api.GetAsync($"oauth/notion/callback{callback.Query}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(await world.ConnectionsAsync(_tenant));
    }

    [Fact]
    public async Task A_browser_that_says_it_is_somebody_else_does_not_complete_the_way()
    {
        var callback = await world.ConsentAsync(await world.StartOAuthAsync(_tenant, user: "user-1"));

        using var response = await world.SendAsync(
            HttpMethod.Get, $"oauth/notion/callback{callback.Query}", Http.Principals.Header(("sub", "user-2"), ("tenant_id", _tenant), ("roles", "Admin")), null);

        Assert.Equal("other_user", ConnectionWorld.Parameter(response.Headers.Location!, "error"));
        Assert.Empty(await world.ConnectionsAsync(_tenant));
    }

    [Fact]
    public async Task A_code_that_Notion_does_not_know_ends_with_an_error()
    {
        var authorize = new Uri(await world.StartOAuthAsync(_tenant));

        var back = await world.ReturnAsync(new($"http://127.0.0.1/?code=made-up&state={ConnectionWorld.Parameter(authorize, "state")}"));

        Assert.Equal("invalid_grant", ConnectionWorld.Parameter(back, "error"));
    }

    [Theory]
    [InlineData("http://127.0.0.1:8/panel")]
    [InlineData("http://127.0.0.1:8/panel/connections?tab=1")]
    public async Task A_return_url_on_the_list_is_taken(string url)
        => await world.CallAsync(HttpStatusCode.Created, HttpMethod.Post, _tenant, "connections/session", new { provider = "notion", returnUrl = url });

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("http://127.0.0.1:8/")]
    [InlineData("http://127.0.0.1:8/panelist")]
    [InlineData("http://127.0.0.1:8/panel/../other")]
    [InlineData("http://127.0.0.1:8/panel/%2e%2e/other")]
    [InlineData("https://127.0.0.1:8/panel")]
    [InlineData("http://127.0.0.1:80/panel")]
    [InlineData("http://user@127.0.0.1:8/panel")]
    [InlineData("http://127.0.0.1:8@evil.example/panel")]
    [InlineData("http://127.0.0.1:8\\@evil.example/panel")]
    [InlineData("//evil.example/panel")]
    [InlineData("/panel")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://127.0.0.1:8/panel#x")]
    [InlineData("http://127.0.0.1:8/panel\r\nX: y")]
    [InlineData("http://169.254.169.254/panel")]
    [InlineData("http://localhost:8/panel")]
    [InlineData("http://[::1]:8/panel")]
    public async Task Any_other_return_url_is_refused(string url)
    {
        var problem = await world.CallAsync(HttpStatusCode.BadRequest, HttpMethod.Post, _tenant, "connections/session", new { provider = "notion", returnUrl = url });
        Assert.Equal("return_url_not_allowed", (string?)problem["code"]);
    }

    private async Task<Connection?> FindAsync(string id) => await world.Services.GetRequiredService<IConnectionStore>().FindAsync(_tenant, id, default);

    private Task<string?> SecretAsync(string name) => world.Services.GetRequiredService<ISecretStore>().FindAsync(name, default);
}
