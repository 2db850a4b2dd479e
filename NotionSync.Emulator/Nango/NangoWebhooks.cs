using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NotionSync.Emulator.Webhooks;

namespace NotionSync.Emulator.Nango;

/// <summary>
/// Sends Nango's webhooks as it does: signed in both ways, three attempts within a second, only after network errors and
/// server errors, and none for a minute after too many failures. So they can be lost.
/// </summary>
internal sealed class NangoWebhooks(EmulatorState state)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan[] Waits = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(200)];

    private readonly CircuitBreaker _breaker = new(state.Clock);

    /// <summary>Tells that a connection was made, or made again.</summary>
    /// <param name="operation"><c>creation</c> or <c>override</c></param>
    public void SendAuth(NangoConnection connection, string operation)
        => Send(Auth(connection.Id, operation, isSuccess: true, connection.Tags, connection.EndUser), connection.WebhookUrl);

    /// <summary>Tells that a connection could not be made.</summary>
    public void SendAuthFailure(string connectionId, string operation, string type, string description, Uri? url)
    {
        var body = Auth(connectionId, operation, isSuccess: false, tags: [], endUser: null);
        body["error"] = new JsonObject { ["type"] = type, ["description"] = description };
        Send(body, url);
    }

    /// <summary>The body of an auth webhook.</summary>
    public JsonObject Auth(string connectionId, string operation, bool isSuccess, JsonObject tags, JsonObject? endUser)
    {
        var body = new JsonObject
        {
            ["from"] = "nango",
            ["type"] = "auth",
            ["connectionId"] = connectionId,
            ["providerConfigKey"] = state.Nango.Settings.IntegrationId,
            ["authMode"] = "OAUTH2",
            ["provider"] = "notion",
            ["environment"] = "dev",
            ["operation"] = operation,
            ["success"] = isSuccess,
        };

        if (tags.Count > 0)
        {
            body["tags"] = tags.DeepClone();
        }

        if (endUser is not null)
        {
            body["endUser"] = new JsonObject
            {
                ["endUserId"] = (string?)endUser["id"],
                ["endUserEmail"] = (string?)endUser["email"],
                ["tags"] = endUser["tags"]?.DeepClone() ?? new JsonObject(),
            };
        }

        return body;
    }

    /// <summary>Signs a body and sends it.</summary>
    /// <param name="url">Null: to the environment's URL.</param>
    /// <param name="headers">What goes along from a webhook that is forwarded.</param>
    public void Send(JsonObject body, Uri? url, IReadOnlyList<KeyValuePair<string, string>>? headers = null)
    {
        var settings = state.Nango.Settings;

        if ((url ?? settings.WebhookUrl) is not { } target || (settings.HasBreaker && _breaker.IsOpen))
        {
            return;
        }

        var json = KeySortedJson.BytesOf(body);
        var signed = new SignedBody(json, [.. headers ?? [], .. Signatures(settings.WebhookKey, json)]);

        state.Webhooks.Post(new OutgoingWebhook("nango", (string?)body["type"] ?? "raw", target)
        {
            Make = _ => signed,
            Waits = Waits,
            IsRetried = status => status is null or >= 500,
            Timeout = Timeout,
            Attempted = _breaker.Count,
        });
    }

    /// <summary>Both of Nango's signatures: the one that vouches, and the old one that only mixes key and body.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Signatures(string key, byte[] body)
    {
        var keyBytes = Encoding.UTF8.GetBytes(key);

        return
        [
            new("X-Nango-Signature", Convert.ToHexStringLower(SHA256.HashData([.. keyBytes, .. body]))),
            new("X-Nango-Hmac-Sha256", Convert.ToHexStringLower(HMACSHA256.HashData(keyBytes, body))),
        ];
    }
}
