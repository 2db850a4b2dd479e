using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using NotionSync.Http;
using NotionSync.Tests.Http;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.EndToEnd;

/// <summary>From an edit in Notion, by its signed webhook and the queues, to the document. No timer runs.</summary>
public sealed class NotionWebhookTests
{
    private const string World = """
        {
          "name": "Small",
          "users": [{ "key": "mira", "name": "Mira Okafor", "email": "mira@example.com" }],
          "pages": [
            { "key": "home", "title": "Home", "blocks": ["As it was.", { "page": { "key": "child", "title": "Child", "blocks": ["Below."] } }] },
            { "key": "shelf", "title": "Shelf", "blocks": ["Empty."] }
          ]
        }
        """;

    [Fact]
    public async Task An_edit_a_move_a_deletion_and_a_comment_reach_the_document_by_webhooks()
    {
        using var folder = new TemporaryFolder();
        var world = Path.Combine(folder.Path, "world.json");
        await File.WriteAllTextAsync(world, World);
        await using var product = await Deployment.StartAsync(world);
        var connection = await product.ConnectAsync();
        using var asked = await product.Api.PostAsJsonAsync("tenants/demo/imports", new
        {
            connectionId = connection,
            items = (await product.RootsAsync(connection)).Select(id => new { id, comments = "page" }),
        });
        await product.WaitAsync((await Deployment.ReadAsync(asked, HttpStatusCode.Accepted)).GetProperty("id").GetString()!);
        var documents = (await product.DocumentsAsync()).ToDictionary(document => document.GetProperty("title").GetString()!);
        var (home, child) = (Id(documents["Home"]), Id(documents["Child"]));

        await SubscribeAsync(product);

        await EditAsync(product, HttpMethod.Post, "blocks/home/children", """{"blocks":["Edited."]}""");
        await product.UntilAsync(async () => (await MarkdownAsync(product, home)).Contains("Edited.", StringComparison.Ordinal));

        await EditAsync(product, HttpMethod.Post, "pages/home/comments", """{"comments":[{"by":"mira","text":"Well said."}]}""");
        await product.UntilAsync(async () => (await MarkdownAsync(product, home)).Contains("Well said.", StringComparison.Ordinal));

        await EditAsync(product, HttpMethod.Patch, "pages/child", """{"parent":"shelf"}""");
        var shelf = documents["Shelf"].GetProperty("source").GetProperty("id").GetString();
        await product.UntilAsync(async () => (await DocumentAsync(product, child)).GetProperty("source").GetProperty("parent").GetProperty("id").GetString() == shelf);

        await EditAsync(product, HttpMethod.Patch, "pages/child", """{"trashed":true}""");
        await product.UntilAsync(async () => (await DocumentAsync(product, child)).GetProperty("status").GetString() == "missing_in_source");

        await EditAsync(product, HttpMethod.Patch, "pages/child", """{"trashed":false}""");
        await product.UntilAsync(async () => (await DocumentAsync(product, child)).GetProperty("status").GetString() == "current");

        var runs = (await product.GetAsync("tenants/demo/sync/runs")).GetProperty("items").EnumerateArray().ToList();
        Assert.NotEmpty(runs);
        Assert.All(runs, run => Assert.Equal("webhook", run.GetProperty("reason").GetString()));
    }

    /// <summary>As an operator does it: the token that Notion sends is read once and entered there.</summary>
    private static async Task SubscribeAsync(Deployment product)
    {
        var subscription = await EditAsync(product, HttpMethod.Post, "subscriptions", JsonSerializer.Serialize(new { url = new Uri(product.App.Address, "/api/webhooks/notion") }));
        await EditAsync(product, HttpMethod.Post, "webhooks/drain", null);

        using var request = new HttpRequestMessage(HttpMethod.Post, "webhook-keys/notion");
        request.Headers.Add(PrincipalReader.HeaderName, Principals.Header(null, Role.Service));
        using var response = await product.Api.SendAsync(request);
        var token = (await Deployment.ReadAsync(response, HttpStatusCode.OK)).GetProperty("verificationToken").GetString();

        await EditAsync(product, HttpMethod.Post, $"subscriptions/{subscription.GetProperty("id").GetString()}/verify", JsonSerializer.Serialize(new { verificationToken = token }));
        await EditAsync(product, HttpMethod.Patch, "subscriptions", """{"aggregateMs":50}""");
    }

    private static async Task<JsonElement> EditAsync(Deployment product, HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, $"/_emulator/{path}") { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await product.NotionControl.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static Task<JsonElement> DocumentAsync(Deployment product, string id) => product.GetAsync($"tenants/demo/documents/{id}");

    private static async Task<string> MarkdownAsync(Deployment product, string id) => Encoding.UTF8.GetString(await product.BytesAsync($"tenants/demo/documents/{id}/markdown"));

    private static string Id(JsonElement document) => document.GetProperty("id").GetString()!;
}
