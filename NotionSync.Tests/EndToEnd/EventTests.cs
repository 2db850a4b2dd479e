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

        await UntilAsync(() => receiver.Received.Count >= 6 && Types(receiver).Contains(EventTypes.ConnectionRemoved), receiver, product);
        Assert.Superset(
            new HashSet<string> { EventTypes.ConnectionAdded, EventTypes.DocumentAdded, EventTypes.ImportFinished, EventTypes.ConnectionRemoved },
            Types(receiver).ToHashSet());

        var keys = EventSignature.TryReadSecrets(Secret)!;
        Assert.All(receiver.Received, request => Assert.Equal(
            EventSignature.Sign(keys, request.Headers["webhook-id"], long.Parse(request.Headers["webhook-timestamp"], null), Text(request)),
            request.Headers["webhook-signature"]));
        Assert.All(receiver.Received, request => Assert.DoesNotContain(PageText, Text(request), StringComparison.Ordinal));
        Assert.Equal(2, Types(receiver).Zip(receiver.Received.Select(request => request.Headers["webhook-id"])).Where(pair => pair.First == EventTypes.DocumentAdded).Select(pair => pair.Second).Distinct().Count());

        // The first attempt was refused; its event came again under the same id.
        var refused = receiver.Received.First().Headers["webhook-id"];
        Assert.Equal(2, receiver.Received.Count(request => request.Headers["webhook-id"] == refused));

        var list = await product.GetAsync("tenants/demo/events/deliveries?state=delivered&pageSize=100");
        Assert.Equal(receiver.Received.Select(request => request.Headers["webhook-id"]).Distinct().Order(), list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!).Order());

        var before = receiver.Received.Count;
        using var resent = await product.Api.PostAsync(new Uri($"tenants/demo/events/deliveries/{refused}/resend", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.Accepted, resent.StatusCode);
        await UntilAsync(() => receiver.Received.Count > before, receiver, product);
        Assert.Equal(refused, receiver.Received.Last().Headers["webhook-id"]);

        using var unknown = await product.Api.PostAsync(new Uri("tenants/demo/events/deliveries/msg_unknown/resend", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using var malformed = await product.Api.GetAsync(new Uri("tenants/demo/events/deliveries?state=lost", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, malformed.StatusCode);
    }

    private static IEnumerable<string> Types(WebhookReceiver receiver) => receiver.Received.Select(request => (string)JsonNode.Parse(request.Body)!["type"]!);

    private static string Text(WebhookReceiver.Request request) => Encoding.UTF8.GetString(request.Body);

    private static async Task UntilAsync(Func<bool> isSo, WebhookReceiver receiver, Deployment product)
    {
        for (var tries = 0; !isSo(); tries++)
        {
            Assert.True(tries < 600, $"Came: {string.Join(", ", Types(receiver))}\n{product.App.Output[^Math.Min(product.App.Output.Length, 3000)..]}");
            await Task.Delay(100);
        }
    }
}
