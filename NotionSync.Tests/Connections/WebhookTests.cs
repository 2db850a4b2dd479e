using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using NotionSync.Connections.Incoming;
using NotionSync.Http;
using NotionSync.Notion;
using NotionSync.Syncing;
using NotionSync.Tests.Http;

namespace NotionSync.Tests.Connections;

public sealed class WebhookTests
{
    private const string Page = "00000000-0000-0000-0000-00000000000a";
    private const string Other = "00000000-0000-0000-0000-00000000000b";

    [Fact]
    public async Task Of_ten_thousand_mutated_webhooks_none_is_accepted_wrongly_and_none_crashes()
    {
        await using var server = await WebhookServer.StartAsync();
        var seed = Random.Shared.Next();
        var mutated = new MutatedWebhooks(seed);
        var sent = new List<SentWebhook>();

        while (sent.Count < 10_000)
        {
            // Some come again, as they were or later.
            sent.Add(sent.Count > 0 && sent.Count % 10 == 0 ? sent[sent.Count * 2 / 3] : mutated.Next());
        }

        var wrong = new System.Collections.Concurrent.ConcurrentQueue<string>();

        await Parallel.ForEachAsync(sent, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (webhook, stopping) =>
        {
            var status = await SendAsync(server, webhook);
            var isRight = webhook.IsRight ? status == HttpStatusCode.OK : status is HttpStatusCode.Unauthorized or HttpStatusCode.UnsupportedMediaType;

            if (!isRight)
            {
                wrong.Enqueue($"{webhook.What} {webhook.Path}: {(int)status}");
            }
        });

        Assert.True(wrong.IsEmpty, $"seed {seed}: {string.Join('\n', wrong.Take(20))}");
        Assert.InRange(sent.Count(webhook => webhook.IsRight), 500, 2000);
        Assert.NotEmpty(server.Queue.Sent);
        Assert.DoesNotContain(server.Log.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    [Theory]
    [InlineData("page.created", SyncHintKind.Page)]
    [InlineData("page.content_updated", SyncHintKind.Page)]
    [InlineData("page.properties_updated", SyncHintKind.Page)]
    [InlineData("page.moved", SyncHintKind.Page)]
    [InlineData("page.locked", SyncHintKind.Page)]
    [InlineData("page.transcription_block.transcript_deleted", SyncHintKind.Page)]
    [InlineData("page.something_new", SyncHintKind.Page)]
    [InlineData("page.deleted", SyncHintKind.Deleted)]
    [InlineData("page.undeleted", SyncHintKind.Deleted)]
    [InlineData("data_source.content_updated", SyncHintKind.DataSource)]
    [InlineData("data_source.schema_updated", SyncHintKind.DataSource)]
    [InlineData("data_source.deleted", SyncHintKind.Deleted)]
    [InlineData("database.moved", SyncHintKind.Database)]
    [InlineData("database.undeleted", SyncHintKind.Deleted)]
    [InlineData("view.updated", null)]
    [InlineData("file_upload.expired", null)]
    [InlineData("agent.thought", null)]
    public async Task An_event_says_where_to_look(string type, SyncHintKind? kind)
    {
        await using var server = await WebhookServer.StartAsync();

        Assert.Equal(HttpStatusCode.OK, await SendNotionAsync(server, Event(type)));

        Assert.Equal(
            kind is null ? [] : [new ConnectionEvent(ConnectionEventKind.Workspace, null, null, "workspace-1", new(NotionId.Parse(Page), kind.Value))],
            server.Queue.Sent);
    }

    [Theory]
    [InlineData("""{"page_id":"00000000-0000-0000-0000-00000000000b","parent":{"type":"block","id":"00000000-0000-0000-0000-00000000000c"}}""", Other)]
    [InlineData("""{"parent":{"type":"page","id":"00000000-0000-0000-0000-00000000000b"}}""", Other)]
    [InlineData("""{"parent":{"type":"block","id":"00000000-0000-0000-0000-00000000000c"}}""", null)]
    public async Task A_comment_says_to_look_at_its_page(string data, string? page)
    {
        await using var server = await WebhookServer.StartAsync();
        var told = Event("comment.created");
        told["data"] = JsonNode.Parse(data);

        await SendNotionAsync(server, told);

        Assert.Equal(page is null ? [] : [new SyncHint(NotionId.Parse(page), SyncHintKind.Page)], server.Queue.Sent.Select(sent => sent.Hint));
    }

    [Fact]
    public async Task An_event_that_comes_again_or_is_too_old_is_accepted_and_ignored()
    {
        await using var server = await WebhookServer.StartAsync();
        var told = Event("page.moved");
        var old = Event("page.moved");
        old["timestamp"] = TimeProvider.System.GetUtcNow().AddHours(-27).ToString("O");

        for (var time = 0; time < 3; time++)
        {
            Assert.Equal(HttpStatusCode.OK, await SendNotionAsync(server, told));
            Assert.Equal(HttpStatusCode.OK, await SendNotionAsync(server, old));
        }

        Assert.Single(server.Queue.Sent);
    }

    [Fact]
    public async Task Nango_tells_of_connections_and_passes_on_what_Notion_tells()
    {
        await using var server = await WebhookServer.StartAsync();
        var told = Event("page.moved");

        await SendNangoAsync(server, Auth("creation", isSuccess: true));
        await SendNangoAsync(server, Auth("override", isSuccess: true));
        await SendNangoAsync(server, Auth("refresh", isSuccess: false));
        await SendNangoAsync(server, Forward("c1", told));
        await SendNangoAsync(server, Forward("c2", told));
        await SendNangoAsync(server, Forward("c2", told));
        await SendNangoAsync(server, Event("page.moved"));

        Assert.Equal(
        [
            (ConnectionEventKind.Nango, "t", "c1"), (ConnectionEventKind.Nango, "t", "c1"), (ConnectionEventKind.Nango, "t", "c1"),
            (ConnectionEventKind.Workspace, null, "c1"), (ConnectionEventKind.Workspace, null, "c2"), (ConnectionEventKind.Workspace, null, null),
        ],
        server.Queue.Sent.Select(sent => (sent.Kind, sent.TenantId, sent.BrokerId)));
    }

    [Fact]
    public async Task What_Nango_tells_that_is_of_no_use_is_accepted()
    {
        await using var server = await WebhookServer.StartAsync();
        var other = Auth("creation", isSuccess: true);
        other["providerConfigKey"] = "github";

        foreach (var body in new[] { other, Auth("creation", isSuccess: false), Auth("unknown", isSuccess: true), [], new JsonObject { ["type"] = "sync" }, new JsonObject { ["type"] = 3 } })
        {
            Assert.Equal(HttpStatusCode.OK, await SendNangoAsync(server, body));
        }

        Assert.Equal(HttpStatusCode.OK, await PostAsync(server, "/nango", "[1,2"u8.ToArray(), WebhookServer.NangoKey, "X-Nango-Hmac-Sha256", string.Empty));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(server, "/nango", [], WebhookServer.NangoKey, "X-Nango-Hmac-Sha256", string.Empty));
        Assert.Empty(server.Queue.Sent);
    }

    [Fact]
    public async Task Without_a_key_nothing_is_accepted()
    {
        await using var server = await WebhookServer.StartAsync(nangoKey: null, notionKey: null);

        Assert.Equal(HttpStatusCode.Unauthorized, await SendNangoAsync(server, Auth("creation", isSuccess: true)));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(server, "/nango", "{}"u8.ToArray(), string.Empty, "X-Nango-Hmac-Sha256", string.Empty));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendNotionAsync(server, Event("page.moved")));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(server, "/notion", "{}"u8.ToArray(), string.Empty, "X-Notion-Signature", "sha256="));
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_unread()
    {
        await using var server = await WebhookServer.StartAsync();

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(server, "/notion", new byte[(1 << 20) + 1], WebhookServer.NotionKey, "X-Notion-Signature", "sha256="));
    }

    [Fact]
    public async Task A_verification_token_is_the_key_once_the_operator_has_read_it()
    {
        var time = new Emulator.ManualTime();
        await using var server = await WebhookServer.StartAsync(notionKey: null, time: time);
        await OfferAsync(server, "secret_of_a_stranger", HttpStatusCode.OK);
        await OfferAsync(server, WebhookServer.NotionKey, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Unauthorized, await SendNotionAsync(server, Event("page.moved")));

        Assert.Equal(HttpStatusCode.Forbidden, (await CallKeyAsync(server, HttpMethod.Post, Role.Admin)).StatusCode);
        using (var read = await CallKeyAsync(server, HttpMethod.Post, Role.Service))
        {
            Assert.Equal(WebhookServer.NotionKey, (string?)JsonNode.Parse(await read.Content.ReadAsStringAsync())!["verificationToken"]);
        }

        // Once, and then nobody puts another one in its place.
        Assert.Equal(HttpStatusCode.NotFound, (await CallKeyAsync(server, HttpMethod.Post, Role.Service)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, await SendNotionAsync(server, Event("page.moved")));
        await OfferAsync(server, "secret_of_a_stranger", HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.OK, await SendNotionAsync(server, Event("page.moved")));

        Assert.Equal(HttpStatusCode.NoContent, (await CallKeyAsync(server, HttpMethod.Delete, Role.Service)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await SendNotionAsync(server, Event("page.moved")));
        await OfferAsync(server, "secret_of_a_new_subscription", HttpStatusCode.OK);
    }

    private static JsonObject Event(string type) => new()
    {
        ["id"] = Guid.NewGuid().ToString(),
        ["timestamp"] = TimeProvider.System.GetUtcNow().ToString("O"),
        ["workspace_id"] = "workspace-1",
        ["type"] = type,
        ["entity"] = new JsonObject { ["id"] = Page, ["type"] = "page" },
        ["data"] = new JsonObject(),
    };

    private static JsonObject Auth(string operation, bool isSuccess) => new()
    {
        ["from"] = "nango",
        ["type"] = "auth",
        ["connectionId"] = "c1",
        ["providerConfigKey"] = "notion",
        ["operation"] = operation,
        ["success"] = isSuccess,
        ["tags"] = new JsonObject { ["tenant"] = "t" },
    };

    private static JsonObject Forward(string connection, JsonObject payload)
        => new() { ["from"] = "notion", ["type"] = "forward", ["connectionId"] = connection, ["providerConfigKey"] = "notion", ["payload"] = payload.DeepClone() };

    private static Task<HttpStatusCode> SendNangoAsync(WebhookServer server, JsonObject body)
        => PostAsync(server, "/nango", Encoding.UTF8.GetBytes(body.ToJsonString()), WebhookServer.NangoKey, "X-Nango-Hmac-Sha256", string.Empty);

    private static Task<HttpStatusCode> SendNotionAsync(WebhookServer server, JsonObject body)
        => PostAsync(server, "/notion", Encoding.UTF8.GetBytes(body.ToJsonString()), WebhookServer.NotionKey, "X-Notion-Signature", "sha256=");

    private static Task<HttpStatusCode> PostAsync(WebhookServer server, string path, byte[] body, string key, string header, string prefix)
        => SendAsync(server, new(path, body, [(header, prefix + MutatedWebhooks.Sign(body, key))], IsRight: true, "as it was"));

    [Fact]
    public async Task Strangers_cannot_fill_the_vault_with_tokens_and_a_reset_lets_the_right_one_in()
    {
        await using var server = await WebhookServer.StartAsync(notionKey: null);

        for (var i = 0; i < 30; i++)
        {
            await OfferAsync(server, $"secret_of_a_stranger_{i}", i < 10 ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
        }

        Assert.Equal(10, server.Secrets.Writes);

        using (var reset = await CallKeyAsync(server, HttpMethod.Delete, Role.Service))
        {
            Assert.Equal(HttpStatusCode.NoContent, reset.StatusCode);
        }

        await OfferAsync(server, WebhookServer.NotionKey, HttpStatusCode.OK);
        using var read = await CallKeyAsync(server, HttpMethod.Post, Role.Service);
        Assert.Equal(WebhookServer.NotionKey, (string?)JsonNode.Parse(await read.Content.ReadAsStringAsync())!["verificationToken"]);
    }

    private static async Task OfferAsync(WebhookServer server, string token, HttpStatusCode expected)
        => Assert.Equal(expected, await SendAsync(server, new("/notion", Encoding.UTF8.GetBytes(new JsonObject { ["verification_token"] = token }.ToJsonString()), [], IsRight: true, "handshake")));

    private static async Task<HttpResponseMessage> CallKeyAsync(WebhookServer server, HttpMethod method, Role role)
    {
        using var request = new HttpRequestMessage(method, "/key") { Headers = { { PrincipalReader.HeaderName, Principals.Header("t", role) } } };
        return await server.Client.SendAsync(request);
    }

    private static async Task<HttpStatusCode> SendAsync(WebhookServer server, SentWebhook webhook)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Path)
        {
            Content = new ByteArrayContent(webhook.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };

        foreach (var (name, value) in webhook.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await server.Client.SendAsync(request);
        return response.StatusCode;
    }
}
