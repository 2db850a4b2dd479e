using NotionSync.Emulator.Api;

namespace NotionSync.Emulator.Control;

/// <summary><c>/_emulator/stats</c> and <c>/_emulator/writes</c>: GET shows, DELETE starts anew.</summary>
internal sealed class StatisticsEndpoints(EmulatorState state)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/_emulator/stats", context => ControlReply.SendAsync(context, state.Statistics.ToJson()));
        routes.MapGet("/_emulator/writes", context => ControlReply.SendAsync(context, state.Statistics.WritesToJson()));
        routes.MapDelete("/_emulator/stats", context => ControlReply.DoneAsync(context, state.Statistics.Reset));
        routes.MapDelete("/_emulator/writes", context => ControlReply.DoneAsync(context, state.Statistics.ResetWrites));
    }
}
