using System.Text.Json.Nodes;
using NotionSync.Emulator.Control;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Webhooks;

/// <summary>
/// <c>/_emulator/subscriptions</c>, which stands for Notion's portal: POST subscribes, <c>POST .../{id}/verify</c> gives
/// the token back that the URL was sent, <c>POST .../{id}/resume</c> ends a pause, DELETE unsubscribes. GET shows all and
/// the settings, PATCH changes the settings.
/// </summary>
internal sealed class NotionWebhookControl(EmulatorState state)
{
    private const string Path = "/_emulator/subscriptions";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, ShowAsync);
        routes.MapPatch(Path, ChangeAsync);
        routes.MapPost(Path, SubscribeAsync);
        routes.MapPost(Path + "/{id:guid}/verify", VerifyAsync);
        routes.MapPost(Path + "/{id:guid}/resume", context => ControlReply.DoneAsync(context, () => Find(context).Status = "active"));
        routes.MapDelete(Path + "/{id:guid}", context => ControlReply.DoneAsync(context, () => state.NotionWebhooks.Unsubscribe(Find(context).Id)));
    }

    private async Task SubscribeAsync(HttpContext context)
    {
        var body = await ControlReply.ReadObjectAsync(context);
        var client = (string?)body["client"] is { } id
            ? state.OAuth.Clients.Find(id) ?? throw new KeyNotFoundException($"There is no client {id}.")
            : null;

        var subscription = state.NotionWebhooks.Subscribe(
            new Uri((string?)body["url"] ?? throw new FormatException("'url' is missing.")),
            client,
            (string?)body["verificationToken"],
            (bool?)body["verified"] ?? false);

        await ControlReply.SendAsync(context, ToJson(subscription), status: 201);
    }

    private async Task VerifyAsync(HttpContext context)
    {
        var body = await ControlReply.ReadObjectAsync(context);
        var subscription = Find(context);

        if ((string?)body["verificationToken"] != subscription.Token)
        {
            throw new FormatException("That is not the token that the URL was sent.");
        }

        subscription.Status = "active";
        await ControlReply.SendAsync(context, ToJson(subscription));
    }

    private async Task ChangeAsync(HttpContext context)
    {
        foreach (var (name, value) in await ControlReply.ReadObjectAsync(context))
        {
            switch (name)
            {
                case "aggregateMs":
                    state.NotionWebhooks.AggregateMilliseconds = (int)value!;
                    break;
                case "firstRetryMs":
                    state.NotionWebhooks.FirstRetryMilliseconds = (int)value!;
                    break;
                default:
                    throw new FormatException($"There is no setting '{name}'.");
            }
        }

        await ShowAsync(context);
    }

    private Task ShowAsync(HttpContext context) => ControlReply.SendAsync(context, new JsonObject
    {
        ["aggregateMs"] = state.NotionWebhooks.AggregateMilliseconds,
        ["firstRetryMs"] = state.NotionWebhooks.FirstRetryMilliseconds,
        ["subscriptions"] = new JsonArray([.. state.NotionWebhooks.Subscriptions.Select(ToJson)]),
    });

    private NotionSubscription Find(HttpContext context)
    {
        var id = Guid.Parse((string)context.Request.RouteValues["id"]!);
        return state.NotionWebhooks.Find(id) ?? throw new KeyNotFoundException($"There is no subscription {id}.");
    }

    private static JsonObject ToJson(NotionSubscription subscription) => new()
    {
        ["id"] = StableId.Text(subscription.Id),
        ["url"] = subscription.Url.AbsoluteUri,
        ["client"] = subscription.Client?.Id,
        ["status"] = subscription.Status,
        ["verificationToken"] = subscription.Token,
    };
}
