using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using NotionSync.Emulator.Control;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Nango;

/// <summary>
/// <c>/nango/proxy/...</c>: sends a request on to Notion with the connection's token. Of a good answer only few headers
/// come through; an error comes with all. What the caller says of retries is not heeded: this Nango makes none.
/// </summary>
internal sealed class ProxyEndpoint(EmulatorState state)
{
    private const string Prefix = "/nango/proxy";
    private const string HeaderPrefix = "Nango-Proxy-";

    /// <summary>The version that Nango's provider configuration sends when the caller names none.</summary>
    private const string DefaultVersion = "2022-06-28";

    private static readonly string[] GoodHeaders = ["Content-Type", "mcp-session-id", "x-request-id", "x-correlation-id"];
    private static readonly string[] OwnHeaders = ["Transfer-Encoding", "Connection", "Keep-Alive", "Date", "Server", "Content-Length"];

    public void Map(IEndpointRouteBuilder routes) => routes.Map(Prefix + "/{**path}", new NangoGate(state).Api(ForwardAsync));

    private async Task ForwardAsync(HttpContext context)
    {
        var connection = FindConnection(context.Request.Headers);
        connection.LastFetchedAt = state.Clock.GetUtcNow();

        using var request = Make(context, connection);

        try
        {
            using var response = await state.Nango.Notion.SendAsync(request, context.RequestAborted);
            var body = await response.Content.ReadAsByteArrayAsync(context.RequestAborted);
            await AnswerAsync(context, response, body);
        }
        catch (HttpRequestException error)
        {
            // What Nango passes on of its HTTP client's error is neither its own dialect nor Notion's.
            await ControlReply.SendAsync(
                context,
                new JsonObject
                {
                    ["message"] = "socket hang up",
                    ["stack"] = $"Error: {error.HttpRequestError}",
                    ["code"] = "ECONNRESET",
                    ["status"] = null,
                    ["url"] = request.RequestUri!.AbsoluteUri,
                    ["method"] = context.Request.Method,
                },
                status: 500);
        }
    }

    private NangoConnection FindConnection(IHeaderDictionary headers)
    {
        var id = headers["Connection-Id"].ToString() is { Length: > 0 } given ? given : throw NangoException.InvalidHeaders("connection-id", "Required");
        var key = headers["Provider-Config-Key"].ToString() is { Length: > 0 } named ? named : throw NangoException.InvalidHeaders("provider-config-key", "Required");

        if (headers["Base-Url-Override"].ToString() is { Length: > 0 })
        {
            throw new NangoException(400, "base_url_override_not_allowed", "This base URL override is not allowed by server configuration.");
        }

        if (key != state.Nango.Settings.IntegrationId)
        {
            throw NangoException.UnknownIntegration(404);
        }

        return state.Nango.Connections.Find(id) ?? throw new NangoException(400, "server_error", "Failed to get connection");
    }

    private static HttpRequestMessage Make(HttpContext context, NangoConnection connection)
    {
        var incoming = context.Request;
        var request = new HttpRequestMessage(
            new HttpMethod(incoming.Method),
            EmulatorState.BaseOf(context) + incoming.Path.ToUriComponent()[Prefix.Length..] + incoming.QueryString.ToUriComponent());

        if (incoming.ContentLength > 0 || incoming.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(incoming.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", incoming.ContentType);
        }

        foreach (var (name, value) in incoming.Headers.Where(header => header.Key.StartsWith(HeaderPrefix, StringComparison.OrdinalIgnoreCase)))
        {
            request.Headers.TryAddWithoutValidation(name[HeaderPrefix.Length..], value.ToString());
        }

        if (!request.Headers.Contains("Notion-Version"))
        {
            request.Headers.Add("Notion-Version", DefaultVersion);
        }

        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", connection.AccessToken);
        return request;
    }

    private static async Task AnswerAsync(HttpContext context, HttpResponseMessage response, byte[] body)
    {
        context.Response.StatusCode = (int)response.StatusCode;

        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            if (response.IsSuccessStatusCode ? GoodHeaders.Contains(name, StringComparer.OrdinalIgnoreCase) : !OwnHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
