using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using NotionSync.Events;
using NotionSync.Tests.Emulator;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.EndToEnd;

public sealed class EventTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    // On one page of the world below, and in no event.
    private const string PageText = "Nobody-outside-reads-this-sentence";

    [Fact]
    public async Task The_back_end_is_told_what_happens_signed_and_again_until_it_takes_it()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = count => count == 1 ? 503 : 200;
        using var folder = new TemporaryFolder();
        var world = Path.Combine(folder.Path, "world.json");
        await File.WriteAllTextAsync(world, $$"""{"name":"Small","pages":[{"title":"First","key":"first","blocks":["{{PageText}}"]},{"title":"Second","blocks":["More."]}]}""");

        await using var product = await Deployment.StartAsync(world, settings: new Dictionary<string, string>
        {
            ["Events__Url"] = receiver.Address.AbsoluteUri,
            ["Events__Secret"] = Secret,
            ["Events__AllowLoopback"] = "true",
        });

        var connection = await product.ConnectAsync();
        var import = await product.StartImportAsync(connection, [.. await product.RootsAsync(connection)]);
        await product.WaitAsync(import);
        using var ended = await product.Api.DeleteAsync(new Uri($"tenants/demo/connections/{connection}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);

        // Events come in any order; the first one comes twice.
        string[] expected = [EventTypes.ConnectionAdded, EventTypes.DocumentAdded, EventTypes.DocumentAdded, EventTypes.ImportFinished, EventTypes.ConnectionRemoved];
        var refused = await FirstAsync(receiver, product);
        await product.UntilAsync(() => Task.FromResult(Times(receiver, refused) == 2 && Events(receiver).Select(one => one.Type).Order().SequenceEqual(expected.Order())));

        var keys = EventSignature.TryReadSecrets(Secret)!;
        Assert.All(receiver.Received, request => Assert.Equal(
            EventSignature.Sign(keys, request.Headers["webhook-id"], long.Parse(request.Headers["webhook-timestamp"], null), Text(request)),
            request.Headers["webhook-signature"]));
        Assert.All(receiver.Received, request => Assert.DoesNotContain(PageText, Text(request), StringComparison.Ordinal));

        // What was taken is written down after the answer.
        await product.UntilAsync(async () => (await product.GetAsync("tenants/demo/events/deliveries?state=delivered&pageSize=100")).GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("id").GetString()!).Order().SequenceEqual(Events(receiver).Select(one => one.Id).Order()));

        using var resent = await product.Api.PostAsync(new Uri($"tenants/demo/events/deliveries/{refused}/resend", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.Accepted, resent.StatusCode);
        await product.UntilAsync(() => Task.FromResult(Times(receiver, refused) == 3));

        using var unknown = await product.Api.PostAsync(new Uri("tenants/demo/events/deliveries/msg_unknown/resend", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using var malformed = await product.Api.GetAsync(new Uri("tenants/demo/events/deliveries?state=lost", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, malformed.StatusCode);
    }

    /// <summary>The id of the event that came first, which was refused.</summary>
    private static async Task<string> FirstAsync(WebhookReceiver receiver, Deployment product)
    {
        await product.UntilAsync(() => Task.FromResult(!receiver.Received.IsEmpty));
        return receiver.Received.First().Headers["webhook-id"];
    }

    private static int Times(WebhookReceiver receiver, string id) => receiver.Received.Count(request => request.Headers["webhook-id"] == id);

    /// <summary>Each event once, however often it came.</summary>
    private static IEnumerable<(string Id, string Type)> Events(WebhookReceiver receiver)
        => receiver.Received.Select(request => (request.Headers["webhook-id"], (string)JsonNode.Parse(request.Body)!["type"]!)).Distinct();

    private static string Text(WebhookReceiver.Request request) => Encoding.UTF8.GetString(request.Body);
}
