using System.Text.Json.Nodes;
using NotionSync.Emulator.Control;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.OAuth;

/// <summary>
/// <c>/_emulator/oauth</c>: GET shows clients, consents and settings, PATCH changes settings. <c>PUT .../clients</c>
/// registers clients; <c>POST .../expire</c> ends access tokens, <c>POST .../revoke</c> both tokens, of one
/// <c>{"bot": ID}</c> or, with <c>{}</c>, of all.
/// </summary>
internal sealed class OAuthControl(EmulatorState state)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/_emulator/oauth", ShowAsync);
        routes.MapPatch("/_emulator/oauth", ChangeAsync);
        routes.MapPut("/_emulator/oauth/clients", RegisterAsync);
        routes.MapPost("/_emulator/oauth/expire", context => EndAsync(context, consent => consent.IsExpired = true));
        routes.MapPost("/_emulator/oauth/revoke", context => EndAsync(context, Consents.Revoke));
    }

    private async Task ChangeAsync(HttpContext context)
    {
        var settings = state.OAuth.Settings;

        foreach (var (name, value) in await ControlReply.ReadObjectAsync(context))
        {
            settings = name switch
            {
                "accessTokenSeconds" => settings with { AccessTokenSeconds = (int)value! },
                "invalidateOnReauthorize" => settings with { InvalidateOnReauthorize = (bool)value! },
                "reuseBot" => settings with { ReuseBot = (bool)value! },
                "notionErrors" => settings with { NotionErrors = (bool)value! },
                _ => throw new FormatException($"There is no setting '{name}'."),
            };
        }

        state.OAuth.Settings = settings;
        await ShowAsync(context);
    }

    private async Task RegisterAsync(HttpContext context)
    {
        var body = await ControlReply.ReadObjectAsync(context);

        foreach (var client in WorldReader.Objects(body["clients"] ?? throw new FormatException("'clients' is missing.")))
        {
            state.OAuth.Clients.Register(new(
                (string?)client["id"] ?? throw new FormatException("A client needs an 'id'."),
                (string?)client["secret"] ?? throw new FormatException("A client needs a 'secret'."),
                (string?)client["name"] ?? "NotionSync",
                [.. (client["redirectUris"] as JsonArray ?? throw new FormatException("A client needs 'redirectUris'.")).Select(uri => (string)uri!)]));
        }

        await ShowAsync(context);
    }

    private async Task EndAsync(HttpContext context, Action<Consent> end)
    {
        var body = await ControlReply.ReadObjectAsync(context);
        var bot = (string?)body["bot"] is { } id ? Guid.Parse(id) : (Guid?)null;
        await ControlReply.SendAsync(context, new JsonObject { ["consents"] = state.OAuth.Consents.ForEach(bot, end) });
    }

    private Task ShowAsync(HttpContext context)
    {
        var settings = state.OAuth.Settings;

        return ControlReply.SendAsync(context, new JsonObject
        {
            ["accessTokenSeconds"] = settings.AccessTokenSeconds,
            ["invalidateOnReauthorize"] = settings.InvalidateOnReauthorize,
            ["reuseBot"] = settings.ReuseBot,
            ["notionErrors"] = settings.NotionErrors,
            ["clients"] = new JsonArray([.. state.OAuth.Clients.All.Select(client => (JsonNode)new JsonObject
            {
                ["id"] = client.Id,
                ["name"] = client.Name,
                ["redirectUris"] = new JsonArray([.. client.RedirectUris.Select(uri => (JsonNode)uri)]),
            })]),
            ["consents"] = new JsonArray([.. state.OAuth.Consents.All().Select(consent => (JsonNode)new JsonObject
            {
                ["bot"] = StableId.Text(consent.Bot),
                ["client"] = consent.Client.Id,
                ["user"] = StableId.Text(consent.UserId),
                ["pages"] = new JsonArray([.. consent.Picked.Select(id => (JsonNode)StableId.Text(id))]),
                ["revoked"] = consent.AccessToken is null,
            })]),
        });
    }
}
