using NotionSync.Emulator.OAuth;
using NotionSync.Emulator.Pages;

namespace NotionSync.Emulator.Nango;

/// <summary>
/// The pages of a connect link: <c>GET /nango/connect</c> asks, <c>POST</c> goes on to Notion's consent page or cancels,
/// and <c>GET /nango/oauth/callback</c> is where Notion sends the browser back. As Nango's own page it ends there: it
/// redirects to nobody, but tells a window that opened it how it went.
/// </summary>
internal sealed class ConnectEndpoints(EmulatorState state)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/nango/connect", ShowAsync);
        routes.MapPost("/nango/connect", DecideAsync);
        routes.MapGet("/nango/oauth/callback", ReturnAsync);
    }

    private Task ShowAsync(HttpContext context)
        => state.Nango.Sessions.Find(context.Request.Query["session_token"]) is { } session
            ? HtmlPage.SendAsync(context, ConnectPage.Ask(session))
            : HtmlPage.SendAsync(context, ConnectPage.Expired(), StatusCodes.Status401Unauthorized);

    private async Task DecideAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);

        if (state.Nango.Sessions.Find(form["session_token"]) is not { } session)
        {
            await HtmlPage.SendAsync(context, ConnectPage.Expired(), StatusCodes.Status401Unauthorized);
            return;
        }

        if (form["decision"] != "connect")
        {
            await HtmlPage.SendAsync(context, ConnectPage.Cancelled());
            return;
        }

        var client = state.Nango.Client(EmulatorState.BaseOf(context));
        state.OAuth.Clients.Register(client);
        context.Response.Redirect($"/v1/oauth/authorize?owner=user&response_type=code&client_id={client.Id}"
            + $"&redirect_uri={Uri.EscapeDataString(client.RedirectUris[0])}&state={state.Nango.Sessions.Leave(session)}");
    }

    private async Task ReturnAsync(HttpContext context)
    {
        var query = context.Request.Query;

        if (state.Nango.Sessions.Return(query["state"]) is not { } session)
        {
            await HtmlPage.SendAsync(context, ConnectPage.Expired(), StatusCodes.Status400BadRequest);
            return;
        }

        var id = session.ConnectionId ?? Guid.NewGuid().ToString("D");

        if (query["code"].ToString() is not { Length: > 0 } code)
        {
            state.NangoWebhooks.SendAuthFailure(id, "creation", "invalid_callback_oauth2", $"Did not get an OAuth code: {query["error"]}", session.WebhookUrl);
            await HtmlPage.SendAsync(context, query["error"] == "access_denied" ? ConnectPage.Cancelled() : ConnectPage.Failed($"Notion says: {query["error"]}"));
            return;
        }

        var (tokens, reason) = await new NangoTokens(state).ExchangeAsync(EmulatorState.BaseOf(context), code, context.RequestAborted);

        if (tokens is null)
        {
            state.NangoWebhooks.SendAuthFailure(id, "creation", "token_external_error", reason, session.WebhookUrl);
            await HtmlPage.SendAsync(context, ConnectPage.Failed(reason));
            return;
        }

        state.Nango.Sessions.Close(session);
        var connection = Keep(session, id, tokens);
        await HtmlPage.SendAsync(context, ConnectPage.Connected(connection, state.Nango.Settings.IntegrationId));
    }

    private NangoConnection Keep(ConnectSession session, string id, System.Text.Json.Nodes.JsonObject tokens)
    {
        var known = state.Nango.Connections.Find(id);
        var connection = known ?? state.Nango.Connections.Add(id, state.Nango.Settings.IntegrationId, state.Clock.GetUtcNow());

        connection.Raw = tokens;
        connection.HasAuthError = false;
        connection.UpdatedAt = state.Clock.GetUtcNow();
        connection.WebhookUrl = session.WebhookUrl ?? connection.WebhookUrl;
        connection.EndUser = session.EndUser ?? connection.EndUser;
        connection.Organization = session.Organization ?? connection.Organization;
        connection.Tags = known is null || session.Tags.Count > 0 ? session.Tags : connection.Tags;

        state.NangoWebhooks.SendAuth(connection, known is null ? "creation" : "override");
        return connection;
    }
}
