using System.Globalization;
using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Control;

/// <summary><c>/_emulator/clock</c>: GET shows the emulator's time, POST <c>{"advanceSeconds": N}</c> moves it ahead.</summary>
internal sealed class ClockEndpoints(EmulatorState state)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/_emulator/clock", ShowAsync);
        routes.MapPost("/_emulator/clock", AdvanceAsync);
    }

    private async Task AdvanceAsync(HttpContext context)
    {
        var body = await ControlReply.ReadObjectAsync(context);
        state.Clock.Advance(TimeSpan.FromSeconds((double?)body["advanceSeconds"] ?? throw new FormatException("'advanceSeconds' is missing.")));
        await ShowAsync(context);
    }

    private Task ShowAsync(HttpContext context) => ControlReply.SendAsync(context, new JsonObject
    {
        ["now"] = state.Clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
        ["aheadSeconds"] = state.Clock.Ahead.TotalSeconds,
    });
}
