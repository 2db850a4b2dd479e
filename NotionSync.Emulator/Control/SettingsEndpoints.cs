using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Control;

/// <summary>
/// <c>/_emulator/settings</c>: GET shows the limits, PATCH changes some. <c>PUT /_emulator/tokens</c> replaces the
/// accepted tokens, as when a user revokes access.
/// </summary>
internal sealed class SettingsEndpoints(EmulatorState state)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/_emulator/settings", ShowAsync);
        routes.MapPatch("/_emulator/settings", ChangeAsync);
        routes.MapPut("/_emulator/tokens", ReplaceTokensAsync);
    }

    private async Task ChangeAsync(HttpContext context)
    {
        var settings = state.Settings;

        foreach (var (name, value) in await ControlReply.ReadObjectAsync(context))
        {
            var number = (int?)value ?? throw new FormatException($"{name} is null.");

            settings = name switch
            {
                "requestsPerMinute" => settings with { RequestsPerMinute = number },
                "workspaceRequestsPerMinute" => settings with { WorkspaceRequestsPerMinute = number },
                "windowSeconds" => settings with { WindowSeconds = number },
                "fileUrlSeconds" => settings with { FileUrlSeconds = number },
                "cursorSeconds" => settings with { CursorSeconds = number },
                "allowWrites" => settings with { AllowWrites = number != 0 },
                "rowLimit" => settings with { RowLimit = number },
                _ => throw new FormatException($"There is no setting '{name}'."),
            };
        }

        state.Settings = settings;
        state.Windows.Reset();
        state.WorkspaceWindow.Reset();
        await ShowAsync(context);
    }

    private Task ShowAsync(HttpContext context) => ControlReply.SendAsync(context, new JsonObject
    {
        ["requestsPerMinute"] = state.Settings.RequestsPerMinute,
        ["workspaceRequestsPerMinute"] = state.Settings.WorkspaceRequestsPerMinute,
        ["windowSeconds"] = state.Settings.WindowSeconds,
        ["fileUrlSeconds"] = state.Settings.FileUrlSeconds,
        ["cursorSeconds"] = state.Settings.CursorSeconds,
        ["rowLimit"] = state.Settings.RowLimit,
        ["allowWrites"] = state.Settings.AllowWrites ? 1 : 0,
    });

    private async Task ReplaceTokensAsync(HttpContext context)
    {
        var body = await ControlReply.ReadObjectAsync(context);
        var tokens = (body["tokens"] as JsonArray ?? throw new FormatException("'tokens' is missing.")).Select(token => (string)token!).ToList();

        await ControlReply.DoneAsync(context, () =>
        {
            state.Tokens.Clear();

            foreach (var token in tokens)
            {
                state.Tokens[token] = true;
            }
        });
    }
}
