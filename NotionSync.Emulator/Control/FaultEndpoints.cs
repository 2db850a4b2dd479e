using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Control;

/// <summary><c>/_emulator/faults</c>: POST adds a rule or a list of rules, GET shows them, DELETE ends them.</summary>
internal sealed class FaultEndpoints(EmulatorState state)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/_emulator/faults", context => ControlReply.SendAsync(context, Shown()));
        routes.MapPost("/_emulator/faults", AddAsync);
        routes.MapDelete("/_emulator/faults", context => ControlReply.DoneAsync(context, () => state.Faults = []));
    }

    private async Task AddAsync(HttpContext context)
    {
        var body = await ControlReply.ReadAsync(context);
        var rules = (body as JsonArray ?? [body.DeepClone()])
            .Select(rule => new FaultRule(rule as JsonObject ?? throw new FormatException("A fault is an object.")))
            .ToArray();

        state.Faults = [.. state.Faults, .. rules];
        await ControlReply.SendAsync(context, Shown(), status: 201);
    }

    private JsonArray Shown() => [.. state.Faults.Select(rule => rule.ToJson())];
}
