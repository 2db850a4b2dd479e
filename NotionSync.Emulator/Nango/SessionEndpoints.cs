using System.Globalization;
using System.Text.Json.Nodes;
using NotionSync.Emulator.Api;
using NotionSync.Emulator.Control;

namespace NotionSync.Emulator.Nango;

/// <summary><c>POST /nango/connect/sessions</c> and <c>.../reconnect</c>, <c>GET</c> and <c>DELETE /nango/connect/session</c>.</summary>
internal sealed class SessionEndpoints(EmulatorState state)
{
    private static readonly string[] Common = ["end_user", "organization", "integrations_config_defaults", "overrides", "webhook_url_override", "tags"];

    public void Map(IEndpointRouteBuilder routes)
    {
        var gate = new NangoGate(state);
        routes.MapPost("/nango/connect/sessions", gate.Api(OpenAsync));
        routes.MapPost("/nango/connect/sessions/reconnect", gate.Api(ReopenAsync));
        routes.MapGet("/nango/connect/session", gate.Session(ShowAsync));
        routes.MapDelete("/nango/connect/session", gate.Session(CloseAsync));
    }

    private async Task OpenAsync(HttpContext context)
    {
        var body = await ReadAsync(context, [.. Common, "allowed_integrations"]);
        var tags = NangoTags.Read(body["tags"]);

        if (body["end_user"] is null && tags.Count == 0)
        {
            throw NangoException.InvalidBody("end_user", "Either end_user or tags is required.");
        }

        if (body["allowed_integrations"] is JsonArray allowed && allowed.FirstOrDefault(one => (string?)one != state.Nango.Settings.IntegrationId) is { } unknown)
        {
            throw NangoException.InvalidBody("allowed_integrations", $"Integration {unknown} does not exist");
        }

        await OpenAsync(context, body, tags, connectionId: null);
    }

    private async Task ReopenAsync(HttpContext context)
    {
        var body = await ReadAsync(context, [.. Common, "connection_id", "integration_id"]);
        var id = (string?)body["connection_id"];

        if (id is null || (string?)body["integration_id"] != state.Nango.Settings.IntegrationId || state.Nango.Connections.Find(id) is null)
        {
            throw new NangoException(400, "invalid_body", "ConnectionID or IntegrationId does not exists");
        }

        await OpenAsync(context, body, NangoTags.Read(body["tags"]), id);
    }

    private Task OpenAsync(HttpContext context, JsonObject body, JsonObject tags, string? connectionId)
    {
        var endUser = body["end_user"] as JsonObject;

        if (endUser is not null && (string?)endUser["id"] is not { Length: > 0 })
        {
            throw NangoException.InvalidBody("end_user.id", "Required");
        }

        var session = state.Nango.Sessions.Open(
            connectionId,
            tags,
            endUser?.DeepClone().AsObject(),
            (body["organization"] as JsonObject)?.DeepClone().AsObject(),
            (string?)body["webhook_url_override"] is { } url ? new Uri(url) : null);

        return ControlReply.SendAsync(
            context,
            new JsonObject
            {
                ["data"] = new JsonObject
                {
                    ["token"] = session.Token,
                    ["connect_link"] = $"{EmulatorState.BaseOf(context)}/nango/connect?session_token={session.Token}",
                    ["expires_at"] = session.ExpiresAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
                },
            },
            status: 201);
    }

    private Task ShowAsync(HttpContext context, ConnectSession session)
    {
        var data = new JsonObject
        {
            ["allowed_integrations"] = new JsonArray(state.Nango.Settings.IntegrationId),
            ["isReconnecting"] = session.ConnectionId is not null,
            ["endUser"] = session.EndUser?.DeepClone(),
            ["tags"] = session.Tags.DeepClone(),
        };

        return ControlReply.SendAsync(context, new JsonObject { ["data"] = data });
    }

    private Task CloseAsync(HttpContext context, ConnectSession session)
        => ControlReply.DoneAsync(context, () => state.Nango.Sessions.Close(session));

    private static async Task<JsonObject> ReadAsync(HttpContext context, string[] known)
    {
        if (context.Request.Query.Count > 0)
        {
            throw NangoException.InvalidQuery(context.Request.Query.First().Key, "Unrecognized key");
        }

        var body = await RequestBody.ReadAsync(context);

        return body.FirstOrDefault(property => !known.Contains(property.Key)).Key is { } unknown
            ? throw NangoException.InvalidBody(unknown, $"Unrecognized key: \"{unknown}\"")
            : body;
    }
}
