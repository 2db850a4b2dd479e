using System.Text.Json.Nodes;
using NotionSync.Emulator.Api;
using NotionSync.Emulator.Control;
using NotionSync.Emulator.OAuth;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Nango;

/// <summary>
/// <c>/_emulator/nango</c>: GET shows settings and connections, PATCH changes settings. <c>POST .../connections</c>
/// connects without a browser, <c>DELETE .../connections/{id}</c> deletes as in Nango's dashboard, and
/// <c>POST .../webhooks</c> sends a webhook of any content.
/// </summary>
internal sealed class NangoControl(EmulatorState state)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/_emulator/nango", ShowAsync);
        routes.MapPatch("/_emulator/nango", ChangeAsync);
        routes.MapPost("/_emulator/nango/connections", ConnectAsync);
        routes.MapDelete("/_emulator/nango/connections/{id}", DeleteAsync);
        routes.MapPost("/_emulator/nango/webhooks", SendAsync);
    }

    private async Task ChangeAsync(HttpContext context)
    {
        var settings = state.Nango.Settings;

        foreach (var (name, value) in await ControlReply.ReadObjectAsync(context))
        {
            settings = name switch
            {
                "secretKey" => settings with { SecretKey = (string)value! },
                "webhookKey" => settings with { WebhookKey = (string)value! },
                "webhookUrl" => settings with { WebhookUrl = (string?)value is { } url ? new Uri(url) : null },
                "integrationId" => settings with { IntegrationId = (string)value! },
                "requestsPerMinute" => settings with { RequestsPerMinute = (int)value! },
                "windowSeconds" => settings with { WindowSeconds = (int)value! },
                "breaker" => settings with { HasBreaker = (bool)value! },
                "notionWebhookSecret" => settings with { NotionWebhookSecret = (string?)value },
                _ => throw new FormatException($"There is no setting '{name}'."),
            };
        }

        state.Nango.Settings = settings;
        state.Nango.Window.Reset();
        await ShowAsync(context);
    }

    private async Task ConnectAsync(HttpContext context)
    {
        var body = await ControlReply.ReadObjectAsync(context);
        var client = state.Nango.Client(EmulatorState.BaseOf(context));
        state.OAuth.Clients.Register(client);

        var world = state.World;
        var picked = (body["pages"] as JsonArray)?.Select(page => new WorldKeys(world).IdOf((string)page!)).ToList()
            ?? [.. ConsentPage.Offered(world).Where(choice => choice.Depth == 0).Select(choice => choice.Entity.Id)];
        var users = ConsentPage.Users(world);
        var user = (string?)body["user"] is { } key ? users.First(user => (string?)user["id"] == new WorldKeys(world).TextOf(key)) : users[0];
        var code = state.OAuth.Consents.Grant(new(client, client.RedirectUris[0], IsRedirectNamed: true, State: null), user, picked);
        var (tokens, reason) = await new NangoTokens(state).ExchangeAsync(EmulatorState.BaseOf(context), code, context.RequestAborted);

        var connection = state.Nango.Connections.Add(
            (string?)body["connectionId"] ?? Guid.NewGuid().ToString("D"), state.Nango.Settings.IntegrationId, state.Clock.GetUtcNow());
        connection.Raw = tokens ?? throw new FormatException(reason);
        connection.Tags = Checked(() => NangoTags.Read(body["tags"]));

        if (!((bool?)body["silent"] ?? false))
        {
            state.NangoWebhooks.SendAuth(connection, "creation");
        }

        await ControlReply.SendAsync(context, connection.ToFullJson(withRefreshToken: true), status: 201);
    }

    private Task DeleteAsync(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        return ControlReply.DoneAsync(context, () =>
        {
            if (!state.Nango.Connections.Remove(id))
            {
                throw new KeyNotFoundException($"There is no connection {id}.");
            }
        });
    }

    private async Task SendAsync(HttpContext context)
    {
        var body = await ControlReply.ReadObjectAsync(context);
        var whole = Filled(body);

        foreach (var (name, value) in body)
        {
            whole[name] = value?.DeepClone();
        }

        await ControlReply.DoneAsync(context, () => state.NangoWebhooks.Send(whole, url: null));
    }

    // What the body leaves out of a known type of webhook.
    private JsonObject Filled(JsonObject body)
    {
        var id = (string?)body["connectionId"] ?? "";
        var connection = state.Nango.Connections.Find(id);
        var now = WorldEditor.Timestamp(state.Clock.GetUtcNow());

        return (string?)body["type"] switch
        {
            "auth" => state.NangoWebhooks.Auth(id, "creation", isSuccess: true, connection?.Tags ?? [], connection?.EndUser),
            "sync" => new()
            {
                ["from"] = "nango",
                ["providerConfigKey"] = state.Nango.Settings.IntegrationId,
                ["syncName"] = "content-metadata",
                ["syncVariant"] = "base",
                ["model"] = "ContentMetadata",
                ["syncType"] = "INCREMENTAL",
                ["success"] = true,
                ["modifiedAfter"] = now,
                ["responseResults"] = new JsonObject { ["added"] = 0, ["updated"] = 1, ["deleted"] = 0 },
            },
            "forward" => new() { ["from"] = "notion", ["providerConfigKey"] = state.Nango.Settings.IntegrationId },
            _ => [],
        };
    }

    private static T Checked<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (NangoException error)
        {
            throw new FormatException(error.Message, error);
        }
    }

    private Task ShowAsync(HttpContext context)
    {
        var settings = state.Nango.Settings;

        return ControlReply.SendAsync(context, new JsonObject
        {
            ["secretKey"] = settings.SecretKey,
            ["webhookKey"] = settings.WebhookKey,
            ["webhookUrl"] = settings.WebhookUrl?.AbsoluteUri,
            ["integrationId"] = settings.IntegrationId,
            ["requestsPerMinute"] = settings.RequestsPerMinute,
            ["windowSeconds"] = settings.WindowSeconds,
            ["breaker"] = settings.HasBreaker,
            ["notionWebhookSecret"] = settings.NotionWebhookSecret,
            ["connections"] = new JsonArray([.. state.Nango.Connections.All().Select(connection => (JsonNode)connection.ToFullJson(withRefreshToken: true))]),
        });
    }
}
