using System.Globalization;
using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Api;

/// <summary>What every request to <c>/v1</c>, OAuth aside, passes before it is answered: token, request window, version, read-only.</summary>
internal sealed class Gate(EmulatorState state, RequestDelegate next)
{
    private const string Version = "2026-03-11";

    public async Task InvokeAsync(HttpContext context)
    {
        Reply.RequestId(context);

        try
        {
            var isWrite = IsWrite(context.Request);

            if (isWrite)
            {
                await RecordAsync(context);
            }

            Admit(context, isWrite);
            await next(context);
        }
        catch (NotionException error)
        {
            await Reply.SendErrorAsync(context, error);
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException && !context.Response.HasStarted)
        {
            // A value in the body has another JSON type than the endpoint reads.
            await Reply.SendErrorAsync(context, NotionException.Validation($"body failed validation: {error.Message}"));
        }
    }

    /// <summary>Whether a request could change something: every method but GET, except the two POSTs that only read.</summary>
    private static bool IsWrite(HttpRequest request)
        => !HttpMethods.IsGet(request.Method)
            && !HttpMethods.IsHead(request.Method)
            && !HttpMethods.IsOptions(request.Method)
            && !(HttpMethods.IsPost(request.Method)
                && request.HttpContext.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: "/v1/search" or "/v1/data_sources/{id}/query" });

    private async Task RecordAsync(HttpContext context)
    {
        // Kept for whoever answers the request.
        context.Request.EnableBuffering();
        using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        context.Request.Body.Position = 0;

        state.Statistics.AddWrite(new JsonObject
        {
            ["at"] = state.Clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
            ["method"] = context.Request.Method,
            ["path"] = context.Request.Path.Value + context.Request.QueryString.Value,
            ["body"] = body,
        });
    }

    private void Admit(HttpContext context, bool isWrite)
    {
        var token = CheckToken(context);
        TakePlace(token);
        CheckVersion(context.Request.Headers["Notion-Version"].ToString());

        if (isWrite && !state.Settings.AllowWrites)
        {
            throw new NotionException(403, "restricted_resource", "Insufficient permissions for this endpoint.");
        }

        // Another method of a known path has an endpoint too, one that is no route.
        if (context.GetEndpoint() is not RouteEndpoint)
        {
            throw NotionException.InvalidUrl();
        }
    }

    /// <returns>Whose window the request counts in: the token, or the bot, whose tokens may change.</returns>
    private string CheckToken(HttpContext context)
    {
        const string Scheme = "Bearer ";
        var header = context.Request.Headers.Authorization.ToString();
        var token = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";

        if (state.Tokens.ContainsKey(token))
        {
            return token;
        }

        var consent = state.OAuth.Consents.FindByAccessToken(token) ?? throw new NotionException(401, "unauthorized", "API token is invalid.");
        context.Features.Set(consent.Viewer);
        return $"bot {consent.Bot}";
    }

    private void TakePlace(string token)
    {
        var settings = state.Settings;

        // All tokens belong to one workspace.
        var inWorkspace = state.WorkspaceWindow.Find(string.Empty, settings.WorkspaceRequestsPerMinute, settings.WindowSeconds);

        if (inWorkspace is null && state.Windows.Take(token, settings.RequestsPerMinute, settings.WindowSeconds) is { } seconds)
        {
            throw Limited("public_api_request_rate_limit", seconds);
        }

        if ((inWorkspace ?? state.WorkspaceWindow.Take(string.Empty, settings.WorkspaceRequestsPerMinute, settings.WindowSeconds)) is { } wait)
        {
            throw Limited("public_api_space_request_rate_limit", wait);
        }
    }

    private static NotionException Limited(string reason, int seconds)
        => new(429, "rate_limited", "You have been rate limited. Please try again later.")
        {
            RetryAfterSeconds = seconds,
            AdditionalData = new JsonObject
            {
                ["rate_limit_reason"] = reason,
                ["retry_after"] = seconds.ToString(CultureInfo.InvariantCulture),
            },
        };

    private static void CheckVersion(string version)
    {
        if (version.Length == 0)
        {
            throw new NotionException(400, "missing_version", "Notion-Version header failed validation: Notion-Version header should be defined, instead was `undefined`.");
        }

        if (version != Version)
        {
            throw new NotionException(400, "missing_version", $"Notion-Version header failed validation: Notion-Version header should be `\"{Version}\"`, instead was `\"{version}\"`.");
        }
    }
}
