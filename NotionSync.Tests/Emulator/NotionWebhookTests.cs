using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NotionSync.Emulator;

namespace NotionSync.Tests.Emulator;

public sealed class NotionWebhookTests
{
    private static readonly HttpMethod Post = HttpMethod.Post;
    private static readonly HttpMethod Patch = HttpMethod.Patch;

    [Fact]
    public async Task A_new_url_is_sent_the_token_unsigned_and_no_events_until_somebody_gives_it_back()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var emulator = await ConsentHost.StartAsync();
        var subscription = await emulator.ControlAsync(Post, "/_emulator/subscriptions", $$"""{"url":"{{receiver.Address}}"}""");
        await DrainAsync(emulator);

        var handshake = Assert.Single(receiver.Received);
        var token = (string)Json(handshake)["verification_token"]!;
        Assert.False(handshake.Headers.ContainsKey("X-Notion-Signature"));
        await emulator.ControlAsync(Patch, "/_emulator/pages/policies", """{"locked":true}""");
        await DrainAsync(emulator);
        Assert.Single(receiver.Received);

        await emulator.ControlAsync(Post, $"/_emulator/subscriptions/{subscription["id"]}/verify", $$"""{"verificationToken":"{{token}}"}""");
        await emulator.ControlAsync(Patch, "/_emulator/pages/policies", """{"locked":false}""");
        await DrainAsync(emulator);

        var told = receiver.Received.Last();
        Assert.Equal("page.unlocked", (string?)Json(told)["type"]);
        Assert.Equal($"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), told.Body))}", told.Headers["X-Notion-Signature"]);
    }

    [Theory]
    [InlineData("PATCH", "/_emulator/pages/policies", """{"title":"Renamed"}""", "page.properties_updated")]
    [InlineData("PATCH", "/_emulator/pages/policies", """{"parent":"handbook"}""", "page.moved")]
    [InlineData("PATCH", "/_emulator/pages/policies", """{"trashed":true}""", "page.deleted")]
    [InlineData("PATCH", "/_emulator/pages/policies", """{"trashed":false}""", "page.undeleted")]
    [InlineData("PATCH", "/_emulator/pages/policies", """{"locked":true}""", "page.locked")]
    [InlineData("POST", "/_emulator/pages/policies/comments", """{"comments":[{"text":"Hm."}]}""", "comment.created")]
    [InlineData("POST", "/_emulator/blocks/policies/children", """{"blocks":["More."]}""", "page.content_updated")]
    [InlineData("POST", "/_emulator/pages", """{"parent":"policies","title":"New"}""", "page.created page.content_updated")]
    [InlineData("POST", "/_emulator/pages", """{"title":"New"}""", "page.created")]
    [InlineData("POST", "/_emulator/data_sources/faq/rows", """{"rows":[{"title":"Q1"},{"title":"Q2"}]}""", "page.created page.created data_source.content_updated")]
    [InlineData("PATCH", "/_emulator/databases/faq-database", """{"title":"Renamed"}""", "data_source.schema_updated")]
    [InlineData("PATCH", "/_emulator/databases/faq-database", """{"trashed":true}""", "database.deleted data_source.deleted")]
    public async Task Each_edit_is_told(string method, string path, string body, string types)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var emulator = await StartAsync(receiver);

        await emulator.ControlAsync(new(method), await RealPathAsync(emulator, path), body);
        await DrainAsync(emulator);

        Assert.Equal(types.Split(' ').Order(StringComparer.Ordinal), receiver.Received.Select(webhook => (string)Json(webhook)["type"]!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_changes_soon_after_each_other_comes_as_one()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var emulator = await StartAsync(receiver);

        for (var edit = 0; edit < 5; edit++)
        {
            await emulator.ControlAsync(Post, "/_emulator/blocks/policies/children", """{"blocks":["More."]}""");
        }

        await DrainAsync(emulator);

        var told = Json(Assert.Single(receiver.Received));
        Assert.Equal(5, told["data"]!["updated_blocks"]!.AsArray().Count);
        Assert.Equal("page", (string?)told["entity"]!["type"]);
        Assert.Equal("2026-03-11", (string?)told["api_version"]);
        Assert.Equal(1, (int)told["attempt_number"]!);
        Assert.Null(told["accessible_by"]);
    }

    [Fact]
    public async Task Aggregation_ends_by_itself()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var emulator = await StartAsync(receiver);
        await emulator.ControlAsync(Patch, "/_emulator/subscriptions", """{"aggregateMs":50}""");
        await emulator.ControlAsync(Post, "/_emulator/blocks/policies/children", """{"blocks":["More."]}""");

        for (var patience = 0; patience < 1200 && receiver.Received.IsEmpty; patience++)
        {
            await Task.Delay(50);
        }

        Assert.Single(receiver.Received);
    }

    [Fact]
    public async Task What_is_refused_comes_again_up_to_eight_times_with_its_number()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var emulator = await StartAsync(receiver);
        await emulator.ControlAsync(Patch, "/_emulator/subscriptions", """{"firstRetryMs":1}""");
        receiver.Answer = _ => 404;

        await emulator.ControlAsync(Patch, "/_emulator/pages/policies", """{"locked":true}""");
        await DrainAsync(emulator);

        Assert.Equal(Enumerable.Range(1, 8), receiver.Received.Select(webhook => (int)Json(webhook)["attempt_number"]!));
        Assert.Single(receiver.Received.Select(webhook => (string?)Json(webhook)["id"]).Distinct());
        Assert.All(receiver.Received, webhook => Assert.Equal(Signature(webhook.Body), webhook.Headers["X-Notion-Signature"]));
    }

    [Fact]
    public async Task The_answer_429_pauses_the_subscription()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var emulator = await StartAsync(receiver);
        receiver.Answer = count => count == 1 ? 429 : 200;
        var lockIt = """{"locked":true}""";

        await emulator.ControlAsync(Patch, "/_emulator/pages/policies", lockIt);
        await DrainAsync(emulator);
        await emulator.ControlAsync(Patch, "/_emulator/pages/policies", lockIt);
        await DrainAsync(emulator);
        Assert.Single(receiver.Received);

        var subscription = (await emulator.ControlAsync(HttpMethod.Get, "/_emulator/subscriptions"))["subscriptions"]![0]!;
        Assert.Equal("paused", (string?)subscription["status"]);
        await emulator.ControlAsync(Post, $"/_emulator/subscriptions/{subscription["id"]}/resume");
        await emulator.ControlAsync(Patch, "/_emulator/pages/policies", lockIt);
        await DrainAsync(emulator);
        Assert.Equal(2, receiver.Received.Count);
    }

    [Fact]
    public async Task A_public_connection_is_told_of_what_its_bots_see_and_which_do()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var emulator = await ConsentHost.StartAsync();
        await emulator.ControlAsync(Post, "/_emulator/subscriptions", $$"""{"url":"{{receiver.Address}}","client":"{{ConsentHost.Client}}","verified":true}""");
        var policies = await emulator.PageIdAsync("Security Policies");
        var first = await emulator.ConnectAsync(policies);
        var second = await emulator.ConnectAsync(policies);
        await emulator.ConnectAsync(await emulator.PageIdAsync("Team Handbook"));

        await emulator.ControlAsync(Patch, "/_emulator/pages/policies", """{"locked":true}""");
        await emulator.ControlAsync(Post, "/_emulator/pages", """{"title":"Nobody was given this"}""");
        await DrainAsync(emulator);

        var told = Json(Assert.Single(receiver.Received));
        Assert.Equal(new[] { first.Bot, second.Bot }.Order(), told["accessible_by"]!.AsArray().Select(bot => (string)bot!["id"]!).Order());
    }

    [Fact]
    public async Task Events_reach_the_customer_through_nango_in_an_envelope()
    {
        await using var nango = await NangoHost.StartAsync();
        var connection = await nango.ConnectAsync("""{"silent":true}""");
        await nango.ControlAsync(Post, "/_emulator/subscriptions", $$"""{"url":"{{nango.Browser.BaseAddress}}nango/webhook/dev/notion","client":"nango","verified":true}""");

        await nango.ControlAsync(Patch, "/_emulator/pages/policies", """{"locked":true}""");
        await nango.DrainAsync();

        var forwarded = Assert.Single(await nango.WebhooksAsync());
        Assert.Equal(("forward", "page.locked"), ((string?)forwarded["type"], (string?)forwarded["payload"]!["type"]));
        Assert.Equal((string?)connection["connection_id"], (string?)forwarded["connectionId"]);
        Assert.True(nango.Receiver.Received.Single().Headers.ContainsKey("X-Notion-Signature"));
    }

    private static Task<ConsentHost> StartAsync(WebhookReceiver receiver)
        => ConsentHost.StartAsync(new EmulatorOptions { NotionWebhookUrl = receiver.Address });

    // The sample's database of questions has no key.
    private static async Task<string> RealPathAsync(ConsentHost emulator, string path)
    {
        if (!path.Contains("faq", StringComparison.Ordinal))
        {
            return path;
        }

        var row = (await emulator.ControlAsync(HttpMethod.Get, "/_emulator/pages"))["list"]!.AsArray().First(page => (string?)page!["parent"]!["type"] == "data_source_id")!["parent"]!;
        return path.Replace("faq-database", (string)row["database_id"]!, StringComparison.Ordinal).Replace("faq", (string)row["data_source_id"]!, StringComparison.Ordinal);
    }

    private static Task DrainAsync(ConsentHost emulator) => emulator.ControlAsync(Post, "/_emulator/webhooks/drain");

    private static JsonObject Json(WebhookReceiver.Request webhook) => JsonNode.Parse(webhook.Body)!.AsObject();

    private static string Signature(byte[] body)
        => $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(EmulatorOptions.SampleNotionWebhookToken), body))}";
}
