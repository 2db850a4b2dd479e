using System.Text.Json;
using System.Text.Json.Serialization;
using NotionSync.Notion;

namespace NotionSync.Connections.OAuth;

/// <summary>What goes to Notion's OAuth routes, and what is kept as a secret.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CodeRequest))]
[JsonSerializable(typeof(RefreshRequest))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(StoredTokens))]
[JsonSerializable(typeof(StoredApp))]
internal sealed partial class OAuthJson : JsonSerializerContext
{
    /// <exception cref="JsonException">It is no answer with a token.</exception>
    public static OAuthGrant ReadGrant(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;

        return new(
            root.GetText("access_token") is { Length: > 0 } token ? token : throw new JsonException("There is no access token."),
            root.GetText("refresh_token") is { Length: > 0 } refresh ? refresh : null,
            OwnerOf(root),
            new(root.GetText("workspace_id"), root.GetText("workspace_name"), root.GetText("workspace_icon")));
    }

    // The user, where there is one: whether Notion gives a second authorisation of the same user the bot of the first is
    // not documented.
    private static string? OwnerOf(JsonElement root)
        => root.Get("owner").Get("user").GetText("id") is { Length: > 0 } user ? $"user:{user}"
            : root.GetText("bot_id") is { Length: > 0 } bot ? $"bot:{bot}"
            : null;

    /// <summary>The error code: of OAuth's own shape (<c>error</c>), or of Notion's (<c>code</c>).</summary>
    public static string? ReadError(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var code = document.RootElement.GetText("error") ?? document.RootElement.GetText("code");
            return code is { Length: > 0 and <= 64 } && code.All(character => char.IsAsciiLetter(character) || character is '_') ? code : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A tenant's own app, as one secret.</summary>
internal sealed record StoredApp(string ClientId, string ClientSecret)
{
    public override string ToString() => $"the app {ClientId}";
}

internal sealed record CodeRequest(string GrantType, string Code, string RedirectUri);

internal sealed record RefreshRequest(string GrantType, string RefreshToken);

internal sealed record TokenRequest(string Token);
