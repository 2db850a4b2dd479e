using NotionSync.Emulator.Pages;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.OAuth;

/// <summary>
/// <c>GET /v1/oauth/authorize</c>: the page on which a user picks what to share; <c>POST</c> takes the form. Where the
/// request cannot be trusted the page says why, and nobody is redirected.
/// </summary>
internal sealed class ConsentEndpoints(EmulatorState state)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/oauth/authorize", ShowAsync);
        routes.MapPost("/v1/oauth/authorize", DecideAsync);
    }

    private Task ShowAsync(HttpContext context)
        => GuardAsync(context, name => context.Request.Query[name], authorization
            => HtmlPage.SendAsync(context, Page(authorization, signedIn: null, problem: null)));

    private async Task DecideAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        await GuardAsync(context, name => form[name], authorization => AnswerAsync(context, authorization, form));
    }

    private Task AnswerAsync(HttpContext context, Authorization authorization, IFormCollection form)
    {
        if (form["decision"] != "allow")
        {
            context.Response.Redirect(authorization.Return("error", "access_denied"));
            return Task.CompletedTask;
        }

        var picked = form["pages"].Select(id => StableId.TryRead(id, out var read) ? read : Guid.Empty).ToList();
        var offered = ConsentPage.Offered(state.World).Select(choice => choice.Entity.Id).ToHashSet();

        if (picked is [] || !picked.All(offered.Contains))
        {
            return HtmlPage.SendAsync(
                context, Page(authorization, form["user"], "Select at least one page, or cancel."), status: StatusCodes.Status422UnprocessableEntity);
        }

        var user = ConsentPage.Users(state.World).FirstOrDefault(user => (string?)user["id"] == form["user"])
            ?? ConsentPage.Users(state.World)[0];
        var code = state.OAuth.Consents.Grant(authorization, user, picked);
        context.Response.Redirect(authorization.Return("code", code));
        return Task.CompletedTask;
    }

    private string Page(Authorization authorization, string? signedIn, string? problem)
        => ConsentPage.Render(state.World, authorization, state.OAuth.Consents.All(), signedIn, problem);

    private async Task GuardAsync(HttpContext context, Func<string, string?> parameter, Func<Authorization, Task> act)
    {
        Authorization authorization;

        try
        {
            authorization = Authorization.From(parameter, state.OAuth.Clients);
        }
        catch (FormatException error)
        {
            await HtmlPage.SendAsync(context, HtmlPage.Message("Notion", "This link does not work", error.Message), StatusCodes.Status400BadRequest);
            return;
        }

        await act(authorization);
    }
}
