using System.Text;
using System.Text.Json.Nodes;
using NotionSync.Emulator.Api;
using NotionSync.Emulator.Control;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.OAuth;

/// <summary><c>POST /v1/oauth/token</c>, <c>/introspect</c> and <c>/revoke</c>, for integrations with their id and secret.</summary>
internal sealed class TokenEndpoints(EmulatorState state)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/oauth/token", context => AnswerAsync(context, Token));
        routes.MapPost("/v1/oauth/introspect", context => AnswerAsync(context, Introspect));
        routes.MapPost("/v1/oauth/revoke", context => AnswerAsync(context, Revoke));
    }

    private JsonObject Token(OAuthClient client, JsonObject body)
    {
        var consents = state.OAuth.Consents;

        return Answer((string?)body["grant_type"] switch
        {
            "authorization_code" => consents.Exchange(client, Required(body, "code"), (string?)body["redirect_uri"]),
            "refresh_token" => consents.Refresh(client, Required(body, "refresh_token")),
            var other => throw new OAuthException(400, "unsupported_grant_type", $"There is no grant type '{other}'."),
        });
    }

    private JsonObject Introspect(OAuthClient client, JsonObject body)
        => state.OAuth.Consents.FindByAccessToken(Required(body, "token")) is { } consent && consent.Client.Id == client.Id
            ? new()
            {
                ["active"] = true,
                ["scope"] = "read_content read_comment read_user_with_email",
                ["iat"] = consent.IssuedAt.ToUnixTimeSeconds(),
            }
            : new() { ["active"] = false };

    private JsonObject Revoke(OAuthClient client, JsonObject body)
    {
        state.OAuth.Consents.Revoke(client, Required(body, "token"));
        return [];
    }

    private JsonObject Answer(Consent consent)
    {
        var world = state.World;

        return new()
        {
            ["access_token"] = consent.AccessToken,
            ["token_type"] = "bearer",
            ["refresh_token"] = consent.RefreshToken,
            ["bot_id"] = StableId.Text(consent.Bot),
            ["workspace_icon"] = null,
            ["workspace_name"] = world.WorkspaceName,
            ["workspace_id"] = StableId.Text(world.WorkspaceId),
            ["owner"] = consent.Viewer.Owner.DeepClone(),
            ["duplicated_template_id"] = null,
        };
    }

    private async Task AnswerAsync(HttpContext context, Func<OAuthClient, JsonObject, JsonObject> act)
    {
        var requestId = Reply.RequestId(context);

        try
        {
            var answer = act(Authenticate(context.Request), await RequestBody.ReadAsync(context));
            answer["request_id"] = requestId;
            await ControlReply.SendAsync(context, answer);
        }
        catch (OAuthException error) when (!state.OAuth.Settings.NotionErrors)
        {
            await ControlReply.SendAsync(
                context,
                new JsonObject { ["error"] = error.Code, ["error_description"] = error.Message, ["request_id"] = requestId },
                error.Status);
        }
        catch (OAuthException error)
        {
            await Reply.SendErrorAsync(context, new NotionException(error.Status, error.Code, error.Message));
        }
        catch (NotionException error)
        {
            await Reply.SendErrorAsync(context, error);
        }
        catch (InvalidOperationException error)
        {
            // A property has another JSON type than the endpoint reads.
            await Reply.SendErrorAsync(context, NotionException.Validation($"body failed validation: {error.Message}"));
        }
    }

    private OAuthClient Authenticate(HttpRequest request)
    {
        const string Scheme = "Basic ";
        var header = request.Headers.Authorization.ToString();

        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw OAuthException.InvalidClient();
        }

        var buffer = new byte[header.Length];
        var text = Convert.TryFromBase64String(header[Scheme.Length..].Trim(), buffer, out var length) ? Encoding.UTF8.GetString(buffer, 0, length) : "";

        return text.Split(':', 2) is [var id, var secret] && state.OAuth.Clients.Find(id) is { } client && client.Secret == secret
            ? client
            : throw OAuthException.InvalidClient();
    }

    private static string Required(JsonObject body, string name)
        => (string?)body[name] is { Length: > 0 } value ? value : throw OAuthException.InvalidRequest($"'{name}' is missing.");
}
