using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace NotionSync.Tests.Connections;

/// <summary>A webhook as it goes over the wire, and whether it is right: computed here, not by the code under test.</summary>
internal sealed record SentWebhook(string Path, byte[] Body, IReadOnlyList<(string Name, string Value)> Headers, bool IsRight, string What);

/// <summary>Right webhooks of Nango and Notion, and what may become of them on the way or in a stranger's hands.</summary>
internal sealed class MutatedWebhooks(int seed)
{
    private const string NangoHeader = "X-Nango-Hmac-Sha256";
    private const string NotionHeader = "X-Notion-Signature";

    private readonly Random _random = new(seed);

    public SentWebhook Next()
    {
        var isNango = _random.Next(2) == 0;
        var (header, prefix, key) = isNango ? (NangoHeader, string.Empty, WebhookServer.NangoKey) : (NotionHeader, "sha256=", WebhookServer.NotionKey);
        var body = Encoding.UTF8.GetBytes((isNango ? NangoBody() : NotionBody()).ToJsonString());
        var signature = prefix + Sign(body, key);
        List<(string Name, string Value)> headers = [(header, signature)];
        var what = _random.Next(22);

        switch (what)
        {
            case 0:
                break;
            case 1:
                body = Flip(body);
                break;
            case 2:
                body = [.. body, .. " \n"u8];
                break;
            case 3:
                body = body[.._random.Next(body.Length)];
                break;
            case 4:
                body = Reordered(body);
                break;
            case 5:
                body = [0xEF, 0xBB, 0xBF, .. body];
                break;
            case 6:
                body = Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(body));
                break;
            case 7:
                body = [.. body, .. body];
                break;
            case 8:
                headers = [(header, Flip(signature))];
                break;
            case 9:
                headers = [(header, signature[..^_random.Next(1, signature.Length)])];
                break;
            case 10:
                headers = [];
                break;
            case 11:
                headers = [(header, signature), (header, signature)];
                break;
            case 12:
                headers = [(header, $"{signature}, {signature}")];
                break;
            case 13:
                headers = [("X-Nango-Signature", signature), ("X-Hub-Signature-256", signature)];
                break;
            case 14:
                headers = [(header, prefix + Sign(body, key + " "))];
                break;
            case 15:
                headers = [(header, prefix + Sign(body, string.Empty))];
                break;
            case 16:

                // The older way: a plain hash over key and body, which whoever knows one may lengthen.
                headers = [(header, prefix + Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(key), .. body])))];
                break;
            case 17:
                headers = [(header, prefix + Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), body)))];
                break;
            case 18:
                headers = [(header, (isNango ? "sha256=" : string.Empty) + Sign(body, key))];
                break;
            case 19:
                headers = [(header, prefix + Sign(body, key).ToUpperInvariant())];
                break;
            case 20:
                headers = [(header, prefix + Sign(body, isNango ? WebhookServer.NotionKey : WebhookServer.NangoKey))];
                break;
            default:
                headers = [(header, signature), ("Content-Encoding", "gzip")];
                break;
        }

        // Upper case digits are the same number. All else that is right by chance is right.
        var isRight = headers is [var (name, value)] && name == header && string.Equals(value, prefix + Sign(body, key), StringComparison.OrdinalIgnoreCase)
            && value.StartsWith(prefix, StringComparison.Ordinal);
        return new(isNango ? "/nango" : "/notion", body, headers, isRight, $"mutation {what}");
    }

    public static string Sign(byte[] body, string key) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), body));

    private JsonObject NangoBody() => _random.Next(6) switch
    {
        0 => Auth("creation", isSuccess: true),
        1 => Auth("override", isSuccess: true),
        2 => Auth("refresh", isSuccess: false),
        3 => new() { ["from"] = "nango", ["type"] = "sync", ["connectionId"] = Id(), ["providerConfigKey"] = "notion", ["syncName"] = "pages", ["success"] = true },
        4 => new() { ["from"] = "notion", ["type"] = "forward", ["connectionId"] = Id(), ["providerConfigKey"] = "notion", ["payload"] = NotionBody() },
        _ => new() { ["from"] = "nango", ["type"] = "something_new", ["payload"] = null },
    };

    private JsonObject Auth(string operation, bool isSuccess) => new()
    {
        ["from"] = "nango",
        ["type"] = "auth",
        ["connectionId"] = Id(),
        ["providerConfigKey"] = "notion",
        ["operation"] = operation,
        ["success"] = isSuccess,
        ["tags"] = new JsonObject { ["tenant"] = "ä-\"tenant\"", ["user"] = "u" },
    };

    private JsonObject NotionBody() => new()
    {
        ["id"] = Guid.NewGuid().ToString(),
        ["timestamp"] = TimeProvider.System.GetUtcNow().ToString("O"),
        ["workspace_id"] = Id(),
        ["type"] = Types[_random.Next(Types.Length)],
        ["entity"] = new JsonObject { ["id"] = Guid.NewGuid().ToString(), ["type"] = "page" },
        ["data"] = new JsonObject { ["parent"] = new JsonObject { ["id"] = Id(), ["type"] = "page" } },
        ["attempt_number"] = _random.Next(1, 9),
    };

    public static string[] Types { get; } =
    [
        "page.created", "page.content_updated", "page.properties_updated", "page.moved", "page.deleted", "page.undeleted", "page.locked", "page.unlocked",
        "page.transcription_block.transcript_deleted", "data_source.created", "data_source.content_updated", "data_source.schema_updated", "data_source.moved",
        "data_source.deleted", "data_source.undeleted", "database.created", "database.moved", "database.deleted", "database.undeleted", "comment.created",
        "comment.updated", "comment.deleted", "view.created", "file_upload.completed", "agent.thought",
    ];

    private string Id() => new Guid(Enumerable.Range(0, 16).Select(_ => (byte)_random.Next(256)).ToArray()).ToString();

    private byte[] Flip(byte[] bytes)
    {
        var flipped = bytes.ToArray();
        flipped[_random.Next(bytes.Length)] ^= (byte)(1 << _random.Next(8));
        return flipped;
    }

    private string Flip(string text)
    {
        var place = _random.Next(text.Length);
        return text[..place] + (char)_random.Next('!', '~' + 1) + text[(place + 1)..];
    }

    private static byte[] Reordered(byte[] body)
        => Encoding.UTF8.GetBytes(new JsonObject(JsonNode.Parse(body)!.AsObject().Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))).ToJsonString());
}
