using System.Net;
using System.Text.Json.Nodes;
using System.Web;
using Microsoft.Extensions.DependencyInjection;
using NotionSync.Connections;
using NotionSync.Emulator;

namespace NotionSync.Tests.Connections;

public sealed class NangoConnectionTests(ConnectionWorld world) : IClassFixture<ConnectionWorld>
{
    private readonly string _tenant = ConnectionWorld.NewTenant();

    [Fact]
    public async Task A_user_connects_on_Nangos_page_and_its_webhook_makes_the_connection()
    {
        var session = await world.CallAsync(HttpStatusCode.Created, HttpMethod.Post, _tenant, "connections/session", new { provider = "nango" });
        Assert.NotEmpty((string)session["token"]!);
        Assert.InRange(DateTimeOffset.Parse((string)session["expiresAt"]!, System.Globalization.CultureInfo.InvariantCulture) - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(31));

        await WalkAsync((string)session["connectUrl"]!);

        var connection = Assert.Single(await ConnectedAsync(1));
        Assert.Equal(("nango", "active"), ((string?)connection["provider"], (string?)connection["status"]));
        Assert.NotNull((string?)connection["workspace"]!["id"]);
        Assert.NotNull((string?)connection["workspace"]!["name"]);
        Assert.NotEmpty((await world.CallAsync(HttpStatusCode.OK, HttpMethod.Get, _tenant, $"connections/{connection["id"]}/roots"))["items"]!.AsArray());
        Assert.Equal("active", (string?)(await world.CallAsync(HttpStatusCode.OK, HttpMethod.Post, _tenant, $"connections/{connection["id"]}/check"))["status"]);
        Assert.Null((await FindAsync((string)connection["id"]!))!.SecretName);
    }

    [Fact]
    public async Task Nothing_follows_from_a_cancelled_session()
    {
        var session = await world.CallAsync(HttpStatusCode.Created, HttpMethod.Post, _tenant, "connections/session", new { provider = "nango" });

        await WalkAsync((string)session["connectUrl"]!, "cancel");
        await world.RunTimerAsync("ReconcileConnections");
        await world.ListenAsync();

        Assert.Empty(await world.ConnectionsAsync(_tenant));
    }

    [Fact]
    public async Task A_connection_whose_webhook_was_lost_is_found_by_the_timer()
    {
        await world.ConnectAtNangoAsync(_tenant, silent: true);
        await world.ListenAsync();
        Assert.Empty(await world.ConnectionsAsync(_tenant));

        await world.RunTimerAsync("ReconcileConnections");

        Assert.Single(await ConnectedAsync(1));
    }

    [Fact]
    public async Task The_front_end_may_say_so_first_and_the_webhook_changes_nothing()
    {
        var brokerId = await world.ConnectAtNangoAsync(_tenant, silent: true);

        var first = await world.CallAsync(HttpStatusCode.Created, HttpMethod.Post, _tenant, "connections", new { kind = "nango", connectionId = brokerId });
        var generation = (await FindAsync((string)first["id"]!))!.Generation;
        var again = await world.CallAsync(HttpStatusCode.Created, HttpMethod.Post, _tenant, "connections", new { kind = "nango", connectionId = brokerId });
        await world.ControlAsync(HttpMethod.Post, "/_emulator/nango/webhooks", new { type = "auth", connectionId = brokerId });
        await world.RunTimerAsync("ReconcileConnections");
        await world.ListenAsync();

        Assert.Equal((string?)first["id"], (string?)again["id"]);
        Assert.Single(await world.ConnectionsAsync(_tenant));
        Assert.Equal(generation, (await FindAsync((string)first["id"]!))!.Generation);
    }

    [Fact]
    public async Task A_new_connection_says_when_it_is_synced_and_one_that_is_not_says_nothing()
    {
        var brokerId = await world.ConnectAtNangoAsync(_tenant, silent: true);
        var connection = await world.CallAsync(HttpStatusCode.Created, HttpMethod.Post, _tenant, "connections", new { kind = "nango", connectionId = brokerId });
        var (path, due) = ($"connections/{connection["id"]}", DateTimeOffset.Parse((string)connection["nextSyncAt"]!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.True(due > TimeProvider.System.GetUtcNow());

        await world.CallAsync(HttpStatusCode.OK, HttpMethod.Patch, _tenant, path, new { autoSync = new { enabled = false } });
        Assert.Null((await world.CallAsync(HttpStatusCode.OK, HttpMethod.Get, _tenant, path))["nextSyncAt"]);
        await world.CallAsync(HttpStatusCode.OK, HttpMethod.Patch, _tenant, path, new { autoSync = new { enabled = true } });
        Assert.NotNull((await world.CallAsync(HttpStatusCode.OK, HttpMethod.Get, _tenant, path))["nextSyncAt"]);
    }

    [Fact]
    public async Task What_Notion_blocks_stays_blocked_whatever_Nango_tells()
    {
        var brokerId = await world.ConnectAtNangoAsync(_tenant, silent: true);
        var id = (string)(await world.CallAsync(HttpStatusCode.Created, HttpMethod.Post, _tenant, "connections", new { kind = "nango", connectionId = brokerId }))["id"]!;
        await world.Services.GetRequiredService<ConnectionService>().MarkBlockedAsync((await FindAsync(id))!, default);

        await world.CallAsync(HttpStatusCode.Created, HttpMethod.Post, _tenant, "connections", new { kind = "nango", connectionId = brokerId });

        Assert.Equal(ConnectionStatus.Blocked, (await FindAsync(id))!.Status);
        await world.CallAsync(HttpStatusCode.Conflict, HttpMethod.Get, _tenant, $"connections/{id}/roots");
        await world.CallAsync(HttpStatusCode.OK, HttpMethod.Post, _tenant, $"connections/{id}/check");
        Assert.Equal(ConnectionStatus.Active, (await FindAsync(id))!.Status);
    }

    [Fact]
    public async Task Twenty_reports_at_once_make_one_connection()
    {
        var brokerId = await world.ConnectAtNangoAsync(_tenant, silent: true);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.CallAsync(HttpStatusCode.Created, HttpMethod.Post, _tenant, "connections", new { kind = "nango", connectionId = brokerId })));

        Assert.Single(answers.Select(answer => (string)answer["id"]!).Distinct());
        Assert.Single(await world.ConnectionsAsync(_tenant));
    }

    [Fact]
    public async Task Another_tenants_connection_at_Nango_is_not_to_be_had()
    {
        var brokerId = await world.ConnectAtNangoAsync(_tenant, silent: true);
        var other = ConnectionWorld.NewTenant();

        await world.CallAsync(HttpStatusCode.NotFound, HttpMethod.Post, other, "connections", new { kind = "nango", connectionId = brokerId });
        await world.CallAsync(HttpStatusCode.NotFound, HttpMethod.Post, other, "connections", new { kind = "nango", connectionId = "unknown" });

        Assert.Empty(await world.ConnectionsAsync(other));
    }

    [Fact]
    public async Task A_refused_token_is_renewed_by_Nango_once_and_nobody_notices()
    {
        var id = await ConnectAsync();
        await world.ControlAsync(HttpMethod.Post, "/_emulator/oauth/expire", new { });

        await world.CallAsync(HttpStatusCode.OK, HttpMethod.Get, _tenant, $"connections/{id}/roots");

        Assert.Equal("active", (string?)(await world.CallAsync(HttpStatusCode.OK, HttpMethod.Get, _tenant, $"connections/{id}"))["status"]);
    }

    [Fact]
    public async Task A_token_that_Nango_cannot_renew_needs_the_admin_and_a_reconnect_mends_it()
    {
        var id = await ConnectAsync();
        var before = (await FindAsync(id))!;
        await RevokeAsync(before.BrokerId!);

        using (var refused = await world.SendAsync(HttpMethod.Get, _tenant, $"connections/{id}/roots"))
        {
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        }

        Assert.Equal("needs_reauthorization", await CheckAsync(id));

        var session = await world.CallAsync(HttpStatusCode.Created, HttpMethod.Post, _tenant, "connections/session", new { provider = "nango", connectionId = id });
        await WalkAsync((string)session["connectUrl"]!);

        await ConnectionWorld.EventuallyAsync(() => FindAsync(id), connection => connection!.Status == ConnectionStatus.Active);
        var after = (await FindAsync(id))!;
        Assert.Equal((before.BrokerId, before.Generation + 1), (after.BrokerId, after.Generation));
        Assert.Single(await world.ConnectionsAsync(_tenant));
    }

    [Fact]
    public async Task The_same_user_who_connects_again_has_the_same_connection_and_never_that_of_another_one()
    {
        var id = await ConnectAsync();
        await world.ConnectAtNangoAsync(_tenant);
        var second = (string)(await ConnectedAsync(2)).Single(connection => (string?)connection["id"] != id)["id"]!;
        Assert.NotEqual((await FindAsync(id))!.BrokerId, (await FindAsync(second))!.BrokerId);

        var generation = (await FindAsync(id))!.Generation;
        await world.CallAsync(HttpStatusCode.NoContent, HttpMethod.Delete, _tenant, $"connections/{id}");
        await ConnectionWorld.EventuallyAsync(
            () => world.Services.GetRequiredService<IConnectionStore>().FindAnyAsync(_tenant, id, default), connection => connection is null);

        await world.ConnectAtNangoAsync(_tenant);

        Assert.Contains(await ConnectedAsync(2), connection => (string?)connection["id"] == id);
        Assert.DoesNotContain((await FindAsync(id))!.Generation, new[] { generation, generation + 1 });

        // Beside one that is there, another one is a connection of its own.
        await world.ControlAsync(HttpMethod.Post, "/_emulator/nango/connections", new { tags = new { tenant = _tenant, user = "user-2" } });
        Assert.Equal(3, (await ConnectedAsync(3)).Select(connection => (string)connection["id"]!).Distinct().Count());
    }

    [Fact]
    public async Task A_connection_that_is_gone_at_Nango_says_so_and_is_not_reconnected_there()
    {
        var id = await ConnectAsync();
        await world.ControlAsync(HttpMethod.Delete, $"/_emulator/nango/connections/{(await FindAsync(id))!.BrokerId}");

        await world.RunTimerAsync("ReconcileConnections");

        await ConnectionWorld.EventuallyAsync(() => FindAsync(id), connection => connection!.Status == ConnectionStatus.NeedsReauthorization);
        var problem = await world.CallAsync(HttpStatusCode.Conflict, HttpMethod.Post, _tenant, "connections/session", new { provider = "nango", connectionId = id });
        Assert.Equal("gone_at_broker", (string?)problem["code"]);
    }

    [Fact]
    public async Task What_changed_at_Nango_while_its_webhooks_were_lost_is_found_by_the_timer()
    {
        var id = await ConnectAsync();
        var brokerId = (await FindAsync(id))!.BrokerId!;
        await world.ControlAsync(HttpMethod.Post, "/_emulator/webhooks/rules", new[] { new { sender = "nango", drop = true } });

        try
        {
            // Nango fails to renew the token by itself.
            await RevokeAsync(brokerId);
            using var renewal = new HttpRequestMessage(HttpMethod.Get, $"/nango/connections/{brokerId}?provider_config_key=notion&force_refresh=true") { Headers = { { "Authorization", $"Bearer {EmulatorOptions.SampleNangoKey}" } } };
            using var refused = await world.Browser.SendAsync(renewal);
            Assert.Equal(HttpStatusCode.FailedDependency, refused.StatusCode);
            await world.ListenAsync();
            Assert.Equal(ConnectionStatus.Active, (await FindAsync(id))!.Status);

            await world.RunTimerAsync("ReconcileConnections");
            await ConnectionWorld.EventuallyAsync(() => FindAsync(id), connection => connection!.Status == ConnectionStatus.NeedsReauthorization);

            var session = await world.CallAsync(HttpStatusCode.Created, HttpMethod.Post, _tenant, "connections/session", new { provider = "nango", connectionId = id });
            await WalkAsync((string)session["connectUrl"]!);
            await world.ListenAsync();
            Assert.Equal(ConnectionStatus.NeedsReauthorization, (await FindAsync(id))!.Status);

            await world.RunTimerAsync("ReconcileConnections");
            await ConnectionWorld.EventuallyAsync(() => FindAsync(id), connection => connection!.Status == ConnectionStatus.Active);
        }
        finally
        {
            await world.ControlAsync(HttpMethod.Delete, "/_emulator/webhooks/rules");
        }
    }

    [Fact]
    public async Task What_Notion_tells_through_Nango_reaches_the_document()
    {
        var id = await ConnectAsync();
        var page = (string)(await world.ControlAsync(HttpMethod.Post, "/_emulator/pages", new { parent = "policies", title = "As it was", blocks = new[] { "Text." } }))["id"]!;
        var import = await world.CallAsync(HttpStatusCode.Accepted, HttpMethod.Post, _tenant, "imports", new { connectionId = id, items = new[] { new { id = page, includeSubpages = false } } });
        await ConnectionWorld.EventuallyAsync(() => world.CallAsync(HttpStatusCode.OK, HttpMethod.Get, _tenant, $"imports/{import["id"]}"), found => (string?)found["status"] == "completed");
        Assert.Equal("As it was", await TitleAsync());
        var subscription = await world.ControlAsync(HttpMethod.Post, "/_emulator/subscriptions", new { url = new Uri(world.EmulatorAddress, "/nango/webhook/dev/notion"), client = "nango", verified = true });

        await world.ControlAsync(HttpMethod.Patch, $"/_emulator/pages/{page}", new { title = "As it is" });
        await world.ListenAsync();

        await ConnectionWorld.EventuallyAsync(TitleAsync, title => title == "As it is");
        await world.ControlAsync(HttpMethod.Delete, $"/_emulator/subscriptions/{subscription["id"]}");

        async Task<string?> TitleAsync()
            => (string?)Assert.Single((await world.CallAsync(HttpStatusCode.OK, HttpMethod.Get, _tenant, "documents"))["items"]!.AsArray())!["title"];
    }

    [Fact]
    public async Task When_Nango_refuses_our_key_no_connection_is_blamed()
    {
        var id = await ConnectAsync();
        await world.ControlAsync(HttpMethod.Patch, "/_emulator/nango", new { secretKey = "rotated" });

        try
        {
            using var roots = await world.SendAsync(HttpMethod.Get, _tenant, $"connections/{id}/roots");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, roots.StatusCode);
            var check = await world.CallAsync(HttpStatusCode.OK, HttpMethod.Post, _tenant, $"connections/{id}/check");
            Assert.Equal("active", (string?)check["status"]);
            Assert.NotNull((string?)check["detail"]);
            var session = await world.CallAsync(HttpStatusCode.BadGateway, HttpMethod.Post, _tenant, "connections/session", new { provider = "nango" });
            Assert.Equal("broker_refused", (string?)session["code"]);
        }
        finally
        {
            await world.ControlAsync(HttpMethod.Patch, "/_emulator/nango", new { secretKey = EmulatorOptions.SampleNangoKey });
        }
    }

    [Fact]
    public async Task A_wrong_provider_for_a_reconnect_is_refused()
    {
        var id = await ConnectAsync();

        Assert.Equal("other_provider", (string?)(await world.CallAsync(HttpStatusCode.Conflict, HttpMethod.Post, _tenant, "connections/session", new { provider = "notion", connectionId = id }))["code"]);
        Assert.Equal("other_provider", (string?)(await world.CallAsync(HttpStatusCode.Conflict, HttpMethod.Put, _tenant, $"connections/{id}/token", new { token = "ntn_emulator_sample" }))["code"]);
        await world.CallAsync(HttpStatusCode.NotFound, HttpMethod.Post, _tenant, "connections/session", new { provider = "nango", connectionId = "unknown" });
        await world.CallAsync(HttpStatusCode.BadRequest, HttpMethod.Post, _tenant, "connections/session", new { provider = "token" });
    }

    private async Task<string> ConnectAsync()
    {
        await world.ConnectAtNangoAsync(_tenant);
        return (string)(await ConnectedAsync(1))[0]["id"]!;
    }

    private Task<List<JsonObject>> ConnectedAsync(int count) => ConnectionWorld.EventuallyAsync(() => world.ConnectionsAsync(_tenant), connections => connections.Count == count);

    private async Task<string?> CheckAsync(string id)
        => (string?)(await world.CallAsync(HttpStatusCode.OK, HttpMethod.Post, _tenant, $"connections/{id}/check"))["status"];

    private async Task<Connection?> FindAsync(string id) => await world.Services.GetRequiredService<IConnectionStore>().FindAsync(_tenant, id, default);

    /// <summary>Ends both tokens of one connection, as its user does in Notion's settings.</summary>
    private async Task RevokeAsync(string brokerId)
    {
        var known = (await world.ControlAsync(HttpMethod.Get, "/_emulator/nango"))["connections"]!.AsArray();
        var bot = (string)known.First(one => (string?)one!["connection_id"] == brokerId)!["credentials"]!["raw"]!["bot_id"]!;
        await world.ControlAsync(HttpMethod.Post, "/_emulator/oauth/revoke", new { bot });
    }

    /// <summary>What a user does on Nango's page and on Notion's.</summary>
    private async Task WalkAsync(string connectUrl, string decision = "allow")
    {
        var token = HttpUtility.ParseQueryString(new Uri(connectUrl).Query)["session_token"]!;
        using var form = new FormUrlEncodedContent([new("session_token", token), new("decision", "connect")]);
        using var asked = await world.Browser.PostAsync("/nango/connect", form);
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
        using var back = await world.Browser.GetAsync(await world.ConsentAsync(asked.Headers.Location!.OriginalString, decision));
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
    }
}
