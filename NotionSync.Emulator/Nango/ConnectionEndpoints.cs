using System.Globalization;
using System.Text.Json.Nodes;
using NotionSync.Emulator.Api;
using NotionSync.Emulator.Control;

namespace NotionSync.Emulator.Nango;

/// <summary><c>/nango/connections</c>: list, read (and refresh by force), change tags, delete.</summary>
internal sealed class ConnectionEndpoints(EmulatorState state)
{
    private const int MaxPage = 2000;
    private const int DefaultPage = 10_000;

    private static readonly string[] ListParameters = ["connectionId", "search", "endUserId", "integrationId", "endUserOrganizationId", "limit", "page"];

    public void Map(IEndpointRouteBuilder routes)
    {
        var gate = new NangoGate(state);
        routes.MapGet("/nango/connections", gate.Api(ListAsync));
        routes.MapGet("/nango/connections/{id}", gate.Api(GetAsync));
        routes.MapPatch("/nango/connections/{id}", gate.Api(ChangeAsync));
        routes.MapDelete("/nango/connections/{id}", gate.Api(DeleteAsync));
    }

    private Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query;

        if (query.Keys.FirstOrDefault(key => !ListParameters.Contains(key) && TagKey(key) is null) is { } unknown)
        {
            throw NangoException.InvalidQuery(unknown, "Unrecognized key");
        }

        var tags = query.Where(parameter => TagKey(parameter.Key) is not null).ToDictionary(parameter => TagKey(parameter.Key)!, parameter => parameter.Value.ToString());
        var limit = Number(query, "limit", DefaultPage, least: 1, most: MaxPage);
        var page = Number(query, "page", 0, least: 0, most: int.MaxValue);

        var found = state.Nango.Connections.All()
            .Where(connection => Matches(query, "connectionId", connection.Id)
                && Matches(query, "endUserId", (string?)connection.EndUser?["id"])
                && Matches(query, "endUserOrganizationId", (string?)connection.Organization?["id"])
                && (query["integrationId"].ToString() is not { Length: > 0 } keys || keys.Split(',', StringSplitOptions.TrimEntries).Contains(state.Nango.Settings.IntegrationId))
                && (query["search"].ToString() is not { Length: > 0 } words || Texts(connection).Any(text => text?.Contains(words, StringComparison.OrdinalIgnoreCase) ?? false))
                && tags.All(tag => (string?)connection.Tags[tag.Key] == tag.Value))
            .Reverse()
            .Skip((int)Math.Min((long)page * limit, int.MaxValue))
            .Take(limit);

        return ControlReply.SendAsync(context, new JsonObject { ["connections"] = new JsonArray([.. found.Select(connection => (JsonNode)connection.ToJson())]) });
    }

    private async Task GetAsync(HttpContext context)
    {
        CheckIntegration(context);
        var connection = state.Nango.Connections.Find(Id(context)) ?? throw new NangoException(404, "not_found", "Failed to find connection");

        if (Flag(context, "force_refresh") && !await new NangoTokens(state).RefreshAsync(EmulatorState.BaseOf(context), connection, context.RequestAborted))
        {
            throw new NangoException(424, "invalid_credentials", "The external API returned an error when trying to refresh the access token. Please try again later.")
            {
                Payload = connection.ToFullJson(withRefreshToken: false),
            };
        }

        connection.LastFetchedAt = state.Clock.GetUtcNow();
        await ControlReply.SendAsync(context, connection.ToFullJson(Flag(context, "refresh_token")));
    }

    private async Task ChangeAsync(HttpContext context)
    {
        CheckIntegration(context);
        var body = await RequestBody.ReadAsync(context);
        var connection = state.Nango.Connections.Find(Id(context)) ?? throw Unknown();

        if (body.ContainsKey("tags"))
        {
            connection.Tags = NangoTags.Read(body["tags"]);
        }

        connection.EndUser = (body["end_user"] as JsonObject)?.DeepClone().AsObject() ?? connection.EndUser;
        await ControlReply.SendAsync(context, new JsonObject { ["success"] = true });
    }

    private Task DeleteAsync(HttpContext context)
    {
        CheckIntegration(context);

        return state.Nango.Connections.Remove(Id(context))
            ? ControlReply.SendAsync(context, new JsonObject { ["success"] = true })
            : throw Unknown();
    }

    private static NangoException Unknown() => new(400, "unknown_connection", "Failed to find connection");

    private void CheckIntegration(HttpContext context)
    {
        if (context.Request.Query["provider_config_key"].ToString() is not { Length: > 0 } key)
        {
            throw NangoException.InvalidQuery("provider_config_key", "Required");
        }

        if (key != state.Nango.Settings.IntegrationId)
        {
            throw new NangoException(400, "unknown_provider_config", "Provider does not exists");
        }
    }

    private static IEnumerable<string?> Texts(NangoConnection connection)
        => [connection.Id, (string?)connection.EndUser?["display_name"], (string?)connection.EndUser?["email"]];

    private static bool Matches(IQueryCollection query, string name, string? value)
        => query[name].ToString() is not { Length: > 0 } wanted || wanted == value;

    // tags[tenant]=acme
    private static string? TagKey(string parameter)
        => parameter.StartsWith("tags[", StringComparison.Ordinal) && parameter.EndsWith(']') ? parameter[5..^1].ToLowerInvariant() : null;

    private static int Number(IQueryCollection query, string name, int otherwise, int least, int most)
        => query[name].ToString() is not { Length: > 0 } text ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
            : throw NangoException.InvalidQuery(name, $"Expected a number between {least} and {most}");

    private static bool Flag(HttpContext context, string name) => context.Request.Query[name].ToString() is "true" or "1";

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;
}
