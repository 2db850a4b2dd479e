using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Control;

/// <summary><c>/_emulator/faults</c>: POST adds a rule or a list of rules, PUT puts them in place of those there are, GET shows them, DELETE ends them.</summary>
internal sealed class FaultEndpoints(EmulatorState state)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/_emulator/faults", context => ControlReply.SendAsync(context, Shown()));
        routes.MapPost("/_emulator/faults", async context =>
        {
            var added = await ReadAsync(context);
            state.Faults = [.. state.Faults, .. added];
            await ControlReply.SendAsync(context, Shown(), status: 201);
        });
        routes.MapPut("/_emulator/faults", async context =>
        {
            Replace(await ReadAsync(context));
            await ControlReply.SendAsync(context, Shown());
        });
        routes.MapDelete("/_emulator/faults", context => ControlReply.DoneAsync(context, () => Replace([])));
    }

    private static async Task<FaultRule[]> ReadAsync(HttpContext context)
    {
        var body = await ControlReply.ReadAsync(context);
        return [.. (body as JsonArray ?? [body.DeepClone()]).Select(rule => new FaultRule(rule as JsonObject ?? throw new FormatException("A fault is an object.")))];
    }

    private void Replace(FaultRule[] rules)
    {
        var ended = state.Faults;
        state.Faults = rules;
        Array.ForEach(ended, rule => rule.End());
    }

    private JsonArray Shown() => [.. state.Faults.Select(rule => rule.ToJson())];
}
