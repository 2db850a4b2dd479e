using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NotionSync.Emulator.Api;
using NotionSync.Emulator.Control;

namespace NotionSync.Emulator.Nango;

/// <summary>
/// <c>POST /nango/webhook/{environment}/{integration}</c>: where Notion's webhooks arrive at Nango. Each goes on to the
/// customer, once per connection of its workspace, in an envelope; without a connection once, as it is. Notion's headers
/// go along, but its signature is not of the new body.
/// </summary>
internal sealed class ForwardEndpoint(EmulatorState state)
{
    private const string Signature = "X-Notion-Signature";

    public void Map(IEndpointRouteBuilder routes)
        => routes.MapPost("/nango/webhook/{environment}/{integration}", context => NangoGate.GuardAsync(context, () => ForwardAsync(context)));

    private async Task ForwardAsync(HttpContext context)
    {
        context.Request.EnableBuffering();
        var payload = await RequestBody.ReadAsync(context);
        context.Request.Body.Position = 0;

        if (state.Nango.Settings.NotionWebhookSecret is { } secret && !payload.ContainsKey("verification_token"))
        {
            using var raw = new MemoryStream();
            await context.Request.Body.CopyToAsync(raw, context.RequestAborted);
            Check(context.Request.Headers[Signature].ToString(), secret, raw.ToArray());
        }

        var headers = context.Request.Headers
            .Where(header => header.Key.StartsWith("X-", StringComparison.OrdinalIgnoreCase))
            .Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()))
            .ToList();
        var workspace = (string?)payload["workspace_id"];
        var connections = state.Nango.Connections.All().Where(connection => workspace is not null && connection.WorkspaceId == workspace).ToList();

        foreach (var connection in connections)
        {
            state.NangoWebhooks.Send(Envelope(connection, payload), connection.WebhookUrl, headers);
        }

        if (connections is [])
        {
            state.NangoWebhooks.Send(payload, url: null, headers);
        }

        await ControlReply.SendAsync(context, new JsonObject { ["success"] = true });
    }

    /// <summary>What a forwarded webhook looks like.</summary>
    public JsonObject Envelope(NangoConnection connection, JsonObject payload) => new()
    {
        ["from"] = "notion",
        ["type"] = "forward",
        ["connectionId"] = connection.Id,
        ["providerConfigKey"] = state.Nango.Settings.IntegrationId,
        ["payload"] = payload.DeepClone(),
    };

    private static void Check(string signature, string secret, byte[] body)
    {
        var wanted = $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))}";

        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(wanted), Encoding.UTF8.GetBytes(signature)))
        {
            throw new NangoException(401, "webhook_invalid_signature", "The webhook signature is invalid.");
        }
    }
}
