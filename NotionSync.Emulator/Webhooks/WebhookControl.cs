using System.Text.Json.Nodes;
using NotionSync.Emulator.Control;

namespace NotionSync.Emulator.Webhooks;

/// <summary>
/// <c>/_emulator/webhooks</c>: GET shows what was sent, by Nango and by Notion, DELETE forgets it.
/// <c>POST .../webhooks/{id}</c> sends one again, <c>POST .../webhooks/drain</c> waits until none is on its way.
/// <c>/_emulator/webhooks/rules</c>: POST adds a rule or a list of rules, GET shows them, DELETE ends them.
/// </summary>
internal sealed class WebhookControl(EmulatorState state)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/_emulator/webhooks", context => ControlReply.SendAsync(context, state.Webhooks.ToJson()));
        routes.MapDelete("/_emulator/webhooks", context => ControlReply.DoneAsync(context, state.Webhooks.Forget));
        routes.MapPost("/_emulator/webhooks/{id:guid}", context => ControlReply.DoneAsync(
            context, () => state.Webhooks.Resend(Guid.Parse((string)context.Request.RouteValues["id"]!))));
        routes.MapPost("/_emulator/webhooks/drain", DrainAsync);
        routes.MapGet("/_emulator/webhooks/rules", context => ControlReply.SendAsync(context, Rules()));
        routes.MapDelete("/_emulator/webhooks/rules", context => ControlReply.DoneAsync(context, () => state.Webhooks.Rules = []));
        routes.MapPost("/_emulator/webhooks/rules", AddRulesAsync);
    }

    private async Task DrainAsync(HttpContext context)
    {
        state.NotionWebhooks.Flush();
        await state.Webhooks.DrainAsync(context.RequestAborted);
        await ControlReply.SendAsync(context, state.Webhooks.ToJson());
    }

    private async Task AddRulesAsync(HttpContext context)
    {
        var body = await ControlReply.ReadAsync(context);
        var rules = (body as JsonArray ?? [body.DeepClone()])
            .Select(rule => new WebhookRule(rule as JsonObject ?? throw new FormatException("A webhook rule is an object.")))
            .ToArray();

        state.Webhooks.Rules = [.. state.Webhooks.Rules, .. rules];
        await ControlReply.SendAsync(context, Rules(), status: 201);
    }

    private JsonArray Rules() => [.. state.Webhooks.Rules.Select(rule => rule.ToJson())];
}
