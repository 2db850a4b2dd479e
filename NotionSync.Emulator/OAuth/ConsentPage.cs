using System.Text.Json.Nodes;
using NotionSync.Emulator.Pages;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.OAuth;

/// <summary>The page on which a user gives an integration access to pages. It works without scripts.</summary>
internal static class ConsentPage
{
    /// <summary>More than this is not listed; a made-up world may have thousands of pages.</summary>
    private const int MaxOffered = 200;

    private const int MaxDepth = 2;

    /// <summary>What can be picked: pages and databases at the top, and those inside them, each below its parent. The rows
    /// of databases are not listed. What is below a picked page comes along.</summary>
    public static IReadOnlyList<Choice> Offered(World world) => world.Read(() =>
    {
        var offered = new List<Choice>();
        var all = world.Pages.Values.Concat(world.Databases.Values).Where(entity => !entity.InTrash && Viewer.Internal.Sees(entity)).ToList();
        var inside = all.Where(entity => entity.Parent is not { Kind: EntityKind.DataSource }).ToLookup(entity => Around(entity.Parent));

        void Add(Entity? parent, int depth)
        {
            foreach (var entity in inside[parent].OrderBy(entity => entity.Title, StringComparer.OrdinalIgnoreCase))
            {
                if (offered.Count < MaxOffered)
                {
                    offered.Add(new(entity, depth));

                    if (depth < MaxDepth)
                    {
                        Add(entity, depth + 1);
                    }
                }
            }
        }

        Add(parent: null, depth: 0);
        return offered;
    });

    /// <summary>Who can be signed in: the workspace's people; somebody where it has none.</summary>
    public static IReadOnlyList<JsonObject> Users(World world) => world.Read(() => (IReadOnlyList<JsonObject>)(world.Users.Count > 0
        ? [.. world.Users.Values]
        : [new JsonObject
        {
            ["object"] = "user",
            ["id"] = StableId.Text(StableId.From($"{world.Name}/somebody")),
            ["name"] = "Somebody",
            ["avatar_url"] = null,
            ["type"] = "person",
            ["person"] = new JsonObject(),
        }]));

    /// <param name="signedIn">The user id that the form came with; null at first.</param>
    /// <param name="problem">What was wrong with the form; null at first.</param>
    public static string Render(World world, Authorization authorization, IReadOnlyList<Consent> consents, string? signedIn, string? problem)
    {
        var users = Users(world);
        var user = users.FirstOrDefault(user => (string?)user["id"] == signedIn) ?? users[0];
        var name = HtmlPage.Encode(authorization.Client.Name);
        var workspace = HtmlPage.Encode(world.WorkspaceName);

        return HtmlPage.Render("Notion", $"Connect {authorization.Client.Name}", $"""
            <h1>Connect {name} with {workspace}</h1>
            {HtmlPage.Alert(problem)}
            <p>{name} will be able to:</p>
            <ul>
              <li>read the pages that you select, and everything inside them</li>
              <li>read the comments on them</li>
              <li>see the names and e-mail addresses of the workspace’s people</li>
            </ul>
            <form method="post" action="/v1/oauth/authorize">
              {Hidden(authorization)}
              <label for="user">Signed in as</label>
              <select id="user" name="user">{string.Concat(users.Select(one => Option(one, one == user)))}</select>
              <fieldset>
                <legend>Select pages to share</legend>
                <small>What is inside a page comes along.</small>
                {Choices(world, Before(authorization, user, consents))}
              </fieldset>
              <p class="buttons">
                <button type="submit" name="decision" value="allow" class="primary">Allow access</button>
                <button type="submit" name="decision" value="cancel">Cancel</button>
              </p>
            </form>
            """);
    }

    // Who connects again finds selected what was shared before.
    private static IReadOnlyList<Guid> Before(Authorization authorization, JsonObject user, IReadOnlyList<Consent> consents)
        => consents.LastOrDefault(consent => consent.Client.Id == authorization.Client.Id && (string?)consent.User["id"] == (string?)user["id"])?.Picked ?? [];

    // A page in a column or toggle belongs to the page around it.
    private static Entity? Around(Entity? parent) => parent is { Kind: EntityKind.Block } ? Around(parent.Parent) : parent;

    private static string Choices(World world, IReadOnlyList<Guid> selected)
    {
        var offered = Offered(world);

        return offered is []
            ? "<p>The workspace has no pages.</p>"
            : $"""<ul class="choices">{string.Concat(offered.Select(choice => Item(choice, selected.Contains(choice.Entity.Id))))}</ul>""";
    }

    private static string Item(Choice choice, bool isSelected)
    {
        var entity = choice.Entity;
        var icon = (string?)(entity.Json["icon"] as JsonObject)?["emoji"] ?? (entity.Kind == EntityKind.Database ? "🗃️" : "📄");
        var kind = entity.Kind == EntityKind.Database ? """ <small>database</small>""" : string.Empty;
        var title = entity.Title is { Length: > 0 } given ? given : "Untitled";

        return $"""
            <li class="depth-{choice.Depth}"><label><input type="checkbox" name="pages" value="{entity.Id:D}"{(isSelected ? " checked" : string.Empty)}>
            <span aria-hidden="true">{HtmlPage.Encode(icon)}</span> <span>{HtmlPage.Encode(title)}{kind}</span></label></li>
            """;
    }

    private static string Option(JsonObject user, bool isSelected)
        => $"""<option value="{HtmlPage.Encode((string)user["id"]!)}"{(isSelected ? " selected" : string.Empty)}>{HtmlPage.Encode((string?)user["name"] ?? "Somebody")}</option>""";

    private static string Hidden(Authorization authorization)
        => HtmlPage.Hidden("client_id", authorization.Client.Id)
            + HtmlPage.Hidden("response_type", "code")
            + HtmlPage.Hidden("owner", "user")
            + (authorization.IsRedirectNamed ? HtmlPage.Hidden("redirect_uri", authorization.RedirectUri) : string.Empty)
            + (authorization.State is { } state ? HtmlPage.Hidden("state", state) : string.Empty);

    /// <summary>A page or database to pick, and how deep it lies below the top.</summary>
    internal sealed record Choice(Entity Entity, int Depth);
}
