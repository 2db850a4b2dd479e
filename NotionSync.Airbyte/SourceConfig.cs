using System.Text.Json;
using NotionSync.Streams;

namespace NotionSync.Airbyte;

/// <summary>The config of the source, with the names of Airbyte's connector for Notion. <see cref="ToString"/> shows no secret.</summary>
internal sealed record SourceConfig(string Token, DateTimeOffset StartDate, int RequestsPerMinute, int BlockDepth, bool BlockComments)
{
    private const int DefaultRequestsPerMinute = 180;
    private const int MaxRequestsPerMinute = 10_000;

    /// <exception cref="ConfigException">Something is missing or not valid.</exception>
    public static SourceConfig Parse(JsonElement json, TimeProvider time)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new ConfigException("The config must be a JSON object.");
        }

        try
        {
            return new(
                ReadToken(json),
                NotionSync.Streams.StartDate.Parse(ReadText(json, "start_date"), time),
                ReadNumber(json, "requests_per_minute", DefaultRequestsPerMinute, MaxRequestsPerMinute),
                ReadNumber(json, "block_depth", StreamRequest.DefaultBlockDepth, StreamRequest.MaxBlockDepth),
                json.TryGetProperty("block_comments", out var flag) && flag.ValueKind == JsonValueKind.True);
        }
        catch (ProblemException exception)
        {
            throw new ConfigException(exception.Message, exception);
        }
    }

    public override string ToString() => $"start date {StartDate:u}, {RequestsPerMinute} requests a minute, {BlockDepth} levels of blocks";

    // Configs of the first versions had the token at the top.
    private static string ReadToken(JsonElement json)
    {
        var credentials = json.TryGetProperty("credentials", out var given) && given.ValueKind == JsonValueKind.Object ? given : json;
        var token = ReadText(credentials, "auth_type") switch
        {
            "token" => ReadText(credentials, "token"),
            "OAuth2.0" or null => ReadText(credentials, "access_token"),
            _ => throw new ConfigException("credentials.auth_type must be OAuth2.0 or token."),
        };

        // Header values hold visible ASCII only; anything else is no token.
        return token?.Trim() is { Length: > 0 and <= 500 } trimmed && trimmed.All(character => character is > ' ' and <= '~')
            ? trimmed
            : throw new ConfigException("The config has no token: credentials.token, or credentials.access_token with OAuth2.0.");
    }

    private static string? ReadText(JsonElement json, string name)
        => !json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
            : value.ValueKind == JsonValueKind.String ? value.GetString()
            : throw new ConfigException($"{name} must be a text.");

    private static int ReadNumber(JsonElement json, string name, int otherwise, int most)
        => !json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? otherwise
            : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 1 && number <= most ? number
            : throw new ConfigException($"{name} must be a number from 1 to {most}.");
}
