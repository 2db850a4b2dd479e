using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NotionSync.Connections.Nango;
using NotionSync.Notion;

namespace NotionSync.Connections.Incoming;

/// <summary>
/// Takes the webhooks of Nango and of Notion: checks who signed the bytes, reads what they tell, and puts the work into a
/// queue. What is signed but of no use is accepted all the same: the sender would only send it again.
/// </summary>
public sealed partial class WebhookReceiver(
    IConnectionEventSender sender,
    IReceivedEvents received,
    NotionWebhookKeys keys,
    IOptions<NangoOptions> nango,
    TimeProvider clock,
    ILogger<WebhookReceiver> logger)
{
    /// <summary>Notion's last try comes about a day after the first; later it is somebody else who sends it again.</summary>
    internal static readonly TimeSpan OldestEvent = TimeSpan.FromHours(26);

    private const string NotionPrefix = "sha256=";

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32 };

    /// <param name="signature">The header <c>X-Nango-Hmac-Sha256</c>.</param>
    /// <exception cref="ProblemException"><c>invalid_signature</c>.</exception>
    public async Task ReceiveNangoAsync(ReadOnlyMemory<byte> body, string? signature, CancellationToken cancellationToken)
    {
        if (!WebhookSignature.IsRight(body.Span, signature, nango.Value.SigningKey))
        {
            throw InvalidSignature();
        }

        using var json = Parse(body);

        if (json is null)
        {
            return;
        }

        var root = json.RootElement;
        Log.Came(logger, "Nango", Known(root.GetText("type")));

        switch (root.GetText("type"))
        {
            case "auth" when IsOurs(root) && Concerns(root) && root.GetText("connectionId") is { Length: > 0 } id:
                await sender.SendAsync(new(ConnectionEventKind.Nango, root.Get("tags").GetText(NangoJson.TenantTag), id, null), cancellationToken);
                break;

            case "forward" when IsOurs(root) && root.GetText("connectionId") is { Length: > 0 } id:
                await TakeAsync(NotionEvent.Read(root.Get("payload")), id, cancellationToken);
                break;

            case "auth" or "forward" or "sync" or "async_action":
                break;

            default:
                // Notion's own body, where Nango knows no connection of the workspace. We may know one by other ways.
                await TakeAsync(NotionEvent.Read(root), null, cancellationToken);
                break;
        }
    }

    /// <param name="signature">The header <c>X-Notion-Signature</c>; null where there is none.</param>
    /// <exception cref="ProblemException"><c>invalid_signature</c>.</exception>
    public async Task ReceiveNotionAsync(ReadOnlyMemory<byte> body, string? signature, CancellationToken cancellationToken)
    {
        if (signature is null && await TryTakeTokenAsync(body, cancellationToken))
        {
            return;
        }

        var digits = signature?.StartsWith(NotionPrefix, StringComparison.Ordinal) is true ? signature[NotionPrefix.Length..] : null;

        // The key is asked for only when there is something to check.
        var key = digits is null ? null : await keys.FindAsync(cancellationToken);

        if (!WebhookSignature.IsRight(body.Span, digits, key))
        {
            throw InvalidSignature();
        }

        using var json = Parse(body);

        if (json is not null)
        {
            Log.Came(logger, "Notion", Known(json.RootElement.GetText("type")));
            await TakeAsync(NotionEvent.Read(json.RootElement), null, cancellationToken);
        }
    }

    private async Task TakeAsync(NotionEvent? told, string? brokerId, CancellationToken cancellationToken)
    {
        if (told?.Hint is null || told.Time < clock.GetUtcNow() - OldestEvent)
        {
            return;
        }

        // Nango passes an event on once for each of its connections.
        var id = brokerId is null ? told.Id : $"{told.Id} {brokerId}";

        if (await received.IsKnownAsync(id, told.Time, cancellationToken))
        {
            return;
        }

        // Sent before it is remembered: cut off in between it is worked off twice, which does no harm, and not never.
        await sender.SendAsync(new(ConnectionEventKind.Workspace, null, brokerId, told.WorkspaceId, told.Hint), cancellationToken);
        await received.RememberAsync(id, told.Time, cancellationToken);
    }

    private async Task<bool> TryTakeTokenAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var json = Parse(body);
        return json?.RootElement.GetText("verification_token") is { } token && await keys.TryOfferAsync(token, cancellationToken);
    }

    private bool IsOurs(JsonElement root) => root.GetText("providerConfigKey") == nango.Value.IntegrationId;

    // A failed attempt to connect is no news; a failed renewal is.
    private static bool Concerns(JsonElement root)
        => root.GetText("operation") switch
        {
            "creation" or "override" => root.GetFlag("success") is true,
            "refresh" => true,
            _ => false,
        };

    private static JsonDocument? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body, Strict);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Names go into the log: only what looks like one.
    private static string Known(string? type)
        => type is { Length: > 0 and <= 64 } && type.All(character => char.IsAsciiLetter(character) || character is '.' or '_') ? type : "(unknown)";

    private static ProblemException InvalidSignature() => new(ProblemKind.Unauthenticated, "invalid_signature", "The signature is not right for this body.");

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "A webhook of {Sender} came: {Type}.")]
        public static partial void Came(ILogger logger, string sender, string type);
    }
}
