using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Nango;

/// <summary>Gets tokens from Notion, over HTTP as the real one does: faults and statistics see it.</summary>
internal sealed class NangoTokens(EmulatorState state)
{
    /// <summary>Exchanges the code of a consent.</summary>
    /// <returns>What the token endpoint answered; null when it refused, with the reason.</returns>
    public Task<(JsonObject? Tokens, string Reason)> ExchangeAsync(string baseAddress, string code, CancellationToken cancellationToken)
        => AskAsync(
            baseAddress,
            new JsonObject
            {
                ["grant_type"] = "authorization_code",
                ["code"] = code,
                ["redirect_uri"] = state.Nango.Client(baseAddress).RedirectUris[0],
            },
            cancellationToken);

    /// <summary>Refreshes a connection's tokens, and tells by webhook when that fails.</summary>
    /// <returns>Whether it worked.</returns>
    public async Task<bool> RefreshAsync(string baseAddress, NangoConnection connection, CancellationToken cancellationToken)
    {
        await connection.RefreshGate.WaitAsync(cancellationToken);

        try
        {
            var (tokens, reason) = await AskAsync(
                baseAddress,
                new JsonObject { ["grant_type"] = "refresh_token", ["refresh_token"] = connection.RefreshToken },
                cancellationToken);

            connection.HasAuthError = tokens is null;

            if (tokens is not null)
            {
                connection.Raw = tokens;
                connection.UpdatedAt = state.Clock.GetUtcNow();
                return true;
            }

            state.NangoWebhooks.SendAuthFailure(
                connection.Id, "refresh", "refresh_token_external_error", $"The external API returned an error when trying to refresh the access token. {reason}", connection.WebhookUrl);
            return false;
        }
        finally
        {
            connection.RefreshGate.Release();
        }
    }

    private async Task<(JsonObject? Tokens, string Reason)> AskAsync(string baseAddress, JsonObject body, CancellationToken cancellationToken)
    {
        var client = state.Nango.Client(baseAddress);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{baseAddress}/v1/oauth/token") { Content = new ByteArrayContent(RenderedJson.BytesOf(body)) };
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{client.Id}:{client.Secret}")));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        try
        {
            using var response = await state.Nango.Notion.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode && JsonNode.Parse(text) is JsonObject tokens ? (tokens, "") : (null, text);
        }
        catch (Exception error) when (error is HttpRequestException or JsonException)
        {
            return (null, error.Message);
        }
    }
}
