using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NotionSync.Emulator;

namespace NotionSync.Tests.Emulator;

public sealed class NangoWebhookTests
{
    private const string Sync = """{"type":"sync","connectionId":"c"}""";

    [Fact]
    public async Task Bodies_are_sorted_by_key_at_every_depth()
    {
        await using var nango = await NangoHost.StartAsync();
        await nango.ControlAsync(HttpMethod.Post, "/_emulator/nango/webhooks", """{"type":"async_action","z":{"b":[{"d":1,"c":2}],"a":"é <"},"from":"nango"}""");
        await nango.DrainAsync();

        Assert.Equal("""{"from":"nango","type":"async_action","z":{"a":"é <","b":[{"c":2,"d":1}]}}""", Encoding.UTF8.GetString(Assert.Single(nango.Receiver.Received).Body));
    }

    [Theory]
    [InlineData(500, 3, "failed")]
    [InlineData(503, 3, "failed")]
    [InlineData(0, 3, "failed")]
    [InlineData(400, 1, "failed")]
    [InlineData(302, 1, "failed")]
    [InlineData(204, 1, "delivered")]
    public async Task Only_network_errors_and_server_errors_are_tried_again_and_soon(int status, int attempts, string state)
    {
        await using var nango = await NangoHost.StartAsync();
        nango.Receiver.Answer = _ => status;
        await nango.ControlAsync(HttpMethod.Post, "/_emulator/nango/webhooks", Sync);

        var delivery = Assert.Single(await nango.DrainAsync())!;

        Assert.Equal((attempts, state), (delivery["attempts"]!.AsArray().Count, (string?)delivery["state"]));
        Assert.Equal(attempts, nango.Receiver.Received.Count);
    }

    [Fact]
    public async Task After_five_failures_nothing_is_sent_for_a_minute()
    {
        await using var nango = await NangoHost.StartAsync();
        nango.Receiver.Answer = _ => 500;

        for (var webhook = 0; webhook < 3; webhook++)
        {
            await nango.ControlAsync(HttpMethod.Post, "/_emulator/nango/webhooks", Sync);
            await nango.DrainAsync();
        }

        Assert.Equal(6, nango.Receiver.Received.Count);
        await nango.ControlAsync(HttpMethod.Post, "/_emulator/clock", """{"advanceSeconds":60}""");
        await nango.ControlAsync(HttpMethod.Post, "/_emulator/nango/webhooks", Sync);
        await nango.DrainAsync();
        Assert.Equal(9, nango.Receiver.Received.Count);
    }

    [Fact]
    public async Task Webhooks_can_be_dropped_duplicated_and_sent_again()
    {
        await using var nango = await NangoHost.StartAsync();
        await nango.ControlAsync(HttpMethod.Post, "/_emulator/webhooks/rules", """[{"sender":"nango","type":"sync","drop":true,"count":1},{"type":"sync","duplicate":3,"count":1}]""");

        await nango.ControlAsync(HttpMethod.Post, "/_emulator/nango/webhooks", Sync);
        Assert.Equal("dropped", (string?)Assert.Single(await nango.DrainAsync())!["state"]);
        Assert.Empty(nango.Receiver.Received);

        await nango.ControlAsync(HttpMethod.Post, "/_emulator/nango/webhooks", Sync);
        var sent = await nango.DrainAsync();
        Assert.Equal(3, nango.Receiver.Received.Count);

        await nango.ControlAsync(HttpMethod.Post, $"/_emulator/webhooks/{sent[^1]!["id"]}");
        await nango.DrainAsync();
        Assert.Equal(4, nango.Receiver.Received.Count);
        Assert.Single(nango.Receiver.Received.Select(webhook => Convert.ToHexString(webhook.Body)).Distinct());
    }

    [Fact]
    public async Task Webhooks_can_overtake_each_other()
    {
        await using var nango = await NangoHost.StartAsync();
        await nango.ControlAsync(HttpMethod.Post, "/_emulator/webhooks/rules", """{"delayMs":300,"count":1}""");
        await nango.ControlAsync(HttpMethod.Post, "/_emulator/nango/webhooks", """{"type":"first"}""");
        await nango.ControlAsync(HttpMethod.Post, "/_emulator/nango/webhooks", """{"type":"second"}""");

        Assert.Equal(["second", "first"], (await nango.WebhooksAsync()).Select(webhook => (string?)webhook["type"]));
    }

    [Theory]
    [InlineData("body")]
    [InlineData("signature")]
    public async Task A_corrupt_webhook_does_not_fit_its_signature(string what)
    {
        await using var nango = await NangoHost.StartAsync();
        await nango.ControlAsync(HttpMethod.Post, "/_emulator/webhooks/rules", $$"""{"corrupt":"{{what}}"}""");
        await nango.ControlAsync(HttpMethod.Post, "/_emulator/nango/webhooks", Sync);
        await nango.DrainAsync();

        var webhook = Assert.Single(nango.Receiver.Received);
        var right = HMACSHA256.HashData(Encoding.UTF8.GetBytes(EmulatorOptions.SampleNangoWebhookKey), webhook.Body);
        Assert.NotEqual(Convert.ToHexStringLower(right), webhook.Headers["X-Nango-Hmac-Sha256"]);
        JsonNode.Parse(webhook.Body);
    }

    [Fact]
    public async Task A_webhook_of_notion_is_forwarded_once_per_connection_of_its_workspace()
    {
        await using var nango = await NangoHost.StartAsync();
        var first = await nango.ConnectAsync("""{"silent":true}""");
        var second = await nango.ConnectAsync("""{"silent":true}""");
        var workspace = (string)first["connection_config"]!["workspace_id"]!;
        var payload = $$"""{"type":"page.deleted","workspace_id":"{{workspace}}"}""";

        using var response = await nango.SendAsync(HttpMethod.Post, "/nango/webhook/dev/notion", payload, ("X-Notion-Signature", "sha256=00"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var forwarded = await nango.WebhooksAsync();
        Assert.Equal(
            new[] { (string?)first["connection_id"], (string?)second["connection_id"] }.Order(),
            forwarded.Select(webhook => (string?)webhook["connectionId"]).Order());
        Assert.All(forwarded, webhook => Assert.Equal(("notion", "forward", "page.deleted"), ((string?)webhook["from"], (string?)webhook["type"], (string?)webhook["payload"]!["type"])));
        Assert.All(nango.Receiver.Received, webhook => Assert.Equal("sha256=00", webhook.Headers["X-Notion-Signature"]));
    }

    [Theory]
    [InlineData("""{"verification_token":"secret_x"}""")]
    [InlineData("""{"type":"page.deleted","workspace_id":"unknown"}""")]
    public async Task A_webhook_that_no_connection_fits_is_forwarded_as_it_is(string payload)
    {
        await using var nango = await NangoHost.StartAsync();
        using var response = await nango.SendAsync(HttpMethod.Post, "/nango/webhook/dev/notion", payload);

        Assert.Equal(payload, Assert.Single(await nango.WebhooksAsync()).ToJsonString());
    }
}
