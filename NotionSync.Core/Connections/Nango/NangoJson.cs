using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NotionSync.Notion;

namespace NotionSync.Connections.Nango;

/// <summary>What goes to Nango and comes from it. Read tolerantly: what is missing or unknown is no error.</summary>
internal static class NangoJson
{
    /// <summary>Nango's tags: a key of at most 64 characters, a value of at most 255.</summary>
    public const string TenantTag = "tenant";
    public const string UserTag = "user";

    private const int MaxTagLength = 255;

    public static byte[] WriteSession(string integrationId, string tenantId, string userId)
        => Write(json =>
        {
            json.WriteStartArray("allowed_integrations");
            json.WriteStringValue(integrationId);
            json.WriteEndArray();
            WriteTags(json, tenantId, userId);
        });

    public static byte[] WriteReconnectSession(string integrationId, string brokerId, string tenantId, string userId)
        => Write(json =>
        {
            json.WriteString("connection_id", brokerId);
            json.WriteString("integration_id", integrationId);
            WriteTags(json, tenantId, userId);
        });

    public static NangoSession ReadSession(byte[] body)
        => Parse(body, root =>
        {
            var data = root.Get("data");

            return data.GetText("token") is { Length: > 0 } token
                && Uri.TryCreate(data.GetText("connect_link"), UriKind.Absolute, out var link)
                && link.Scheme is "https" or "http"
                && DateTimeOffset.TryParse(data.GetText("expires_at"), System.Globalization.CultureInfo.InvariantCulture, out var expiresAt)
                    ? new NangoSession(link, token, expiresAt)
                    : throw Unreadable(null);
        });

    public static NangoConnection ReadConnection(byte[] body) => Parse(body, root => ReadConnection(root) ?? throw Unreadable(null));

    public static IReadOnlyList<NangoConnection> ReadConnections(byte[] body)
        => Parse(body, root => root.Get("connections") is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Select(ReadConnection).OfType<NangoConnection>().ToList()
            : throw Unreadable(null));

    public static string? ReadErrorCode(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Known(document.RootElement.Get("error").GetText("code"));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Codes go into logs and answers: only what looks like one.
    private static string? Known(string? code)
        => code is { Length: > 0 and <= 64 } && code.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-') ? code : null;

    private static NangoConnection? ReadConnection(JsonElement item)
    {
        if (item.GetText("connection_id") is not { Length: > 0 } id)
        {
            return null;
        }

        var tags = item.Get("tags");

        // What Notion answered to Nango when the code was exchanged; the tokens in it are left alone.
        var raw = item.Get("credentials").Get("raw");
        var workspaceId = item.Get("connection_config").GetText("workspace_id") ?? raw.GetText("workspace_id");

        return new(
            id,
            tags.GetText(TenantTag),
            tags.GetText(UserTag),
            new(workspaceId, raw.GetText("workspace_name"), raw.GetText("workspace_icon")),
            item.Get("errors").Items().Any(error => error.GetText("type") == "auth"));
    }

    private static void WriteTags(Utf8JsonWriter json, string tenantId, string userId)
    {
        json.WriteStartObject("tags");
        json.WriteString(TenantTag, tenantId);
        json.WriteString(UserTag, userId.Length is > 0 and <= MaxTagLength ? userId : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(userId))));
        json.WriteEndObject();
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();

        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static T Parse<T>(byte[] body, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw Unreadable(exception);
        }
    }

    private static ProblemException Unreadable(Exception? exception)
        => new(ProblemKind.BadGateway, "broker_unavailable", "Nango's answer cannot be read.", innerException: exception);
}
