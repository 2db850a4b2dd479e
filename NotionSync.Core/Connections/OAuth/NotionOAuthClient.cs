using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using NotionSync.Notion;

namespace NotionSync.Connections.OAuth;

/// <summary>
/// Notion's OAuth routes (https://developers.notion.com/reference/create-a-token). No call is repeated here: a code and
/// a refresh token work once. Every call throws <see cref="OAuthException"/> when it fails.
/// </summary>
public sealed class NotionOAuthClient(IHttpClientFactory clients, IOptions<NotionOptions> notion)
{
    public const string HttpClientName = "NotionOAuth";

    private const int MaxResponseBytes = 1024 * 1024;

    /// <summary>Where a user chooses pages and agrees.</summary>
    public Uri AuthorizeUrl(NotionApp app, string state)
        => new(
            notion.Value.BaseUrl,
            $"v1/oauth/authorize?owner=user&response_type=code&client_id={Uri.EscapeDataString(app.ClientId)}"
            + $"&redirect_uri={Uri.EscapeDataString(app.RedirectUri.OriginalString)}&state={Uri.EscapeDataString(state)}");

    public async Task<OAuthGrant> ExchangeAsync(NotionApp app, string code, CancellationToken cancellationToken)
        => ReadGrant(await SendAsync(
            app, "token", new CodeRequest("authorization_code", code, app.RedirectUri.OriginalString), OAuthJson.Default.CodeRequest, cancellationToken));

    /// <summary>Gives two new tokens; the old ones stop working with the answer, whether it arrives or not.</summary>
    public async Task<OAuthGrant> RefreshAsync(NotionApp app, string refreshToken, CancellationToken cancellationToken)
        => ReadGrant(await SendAsync(app, "token", new RefreshRequest("refresh_token", refreshToken), OAuthJson.Default.RefreshRequest, cancellationToken));

    /// <returns>Whether the token works.</returns>
    public async Task<bool> IntrospectAsync(NotionApp app, string token, CancellationToken cancellationToken)
    {
        var body = await SendAsync(app, "introspect", new TokenRequest(token), OAuthJson.Default.TokenRequest, cancellationToken);
        using var document = JsonDocument.Parse(body);
        return document.RootElement.GetFlag("active") ?? false;
    }

    /// <summary>Ends a token. One that is no token any more is fine.</summary>
    public async Task RevokeAsync(NotionApp app, string token, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(app, "revoke", new TokenRequest(token), OAuthJson.Default.TokenRequest, cancellationToken);
        }
        catch (OAuthException exception) when (exception.Error == OAuthError.InvalidGrant)
        {
            // Gone is what was wanted.
        }
    }

    private static OAuthGrant ReadGrant(byte[] body)
    {
        try
        {
            return OAuthJson.ReadGrant(body);
        }
        catch (JsonException exception)
        {
            throw new OAuthException(OAuthError.Unavailable, "unreadable", exception);
        }
    }

    private async Task<byte[]> SendAsync<T>(NotionApp app, string route, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(notion.Value.BaseUrl, $"v1/oauth/{route}"));
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{app.ClientId}:{app.ClientSecret}")));
        request.Headers.TryAddWithoutValidation("Notion-Version", notion.Value.ApiVersion);
        request.Headers.Accept.Add(new("application/json"));
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };

        try
        {
            using var response = await clients.CreateClient(HttpClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var answer = await BoundedBody.ReadAsync(response.Content, MaxResponseBytes, cancellationToken);
            return response.IsSuccessStatusCode ? answer : throw Refusal(response.StatusCode, OAuthJson.ReadError(answer));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or NotionException
            && !cancellationToken.IsCancellationRequested)
        {
            throw new OAuthException(OAuthError.Unavailable, null, exception);
        }
    }

    private static OAuthException Refusal(HttpStatusCode status, string? code)
        => new(
            ((int)status, code) switch
            {
                (429 or >= 500, _) => OAuthError.Unavailable,
                (_, "invalid_grant") => OAuthError.InvalidGrant,
                (_, "invalid_client" or "unauthorized_client" or "unauthorized") or (401 or 403, _) => OAuthError.InvalidClient,

                // invalid_request, validation_error: what was sent is no token or code of this app.
                (400 or 404, _) => OAuthError.InvalidGrant,
                _ => OAuthError.Unavailable,
            },
            code);
}
