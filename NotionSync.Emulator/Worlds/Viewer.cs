using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Worlds;

/// <summary>
/// Who asks. An integration's own token sees everything that is shared; a token of a user's consent sees the pages that
/// were picked, and what is below them.
/// </summary>
internal sealed class Viewer
{
    private readonly HashSet<Guid>? _picked;

    private Viewer(string name, Guid? bot, JsonObject owner, HashSet<Guid>? picked)
        => (Name, Bot, Owner, _picked) = (name, bot, owner, picked);

    /// <summary>The bot of an integration's own token, to which the whole workspace is shared.</summary>
    public static Viewer Internal { get; } = new(
        "NotionSync", bot: null, new JsonObject { ["type"] = "workspace", ["workspace"] = true }, picked: null);

    /// <summary>The bot's name: the integration's.</summary>
    public string Name { get; }

    /// <summary>The bot's id; null for the integration's own, which the world names.</summary>
    public Guid? Bot { get; }

    /// <summary>To whom the bot belongs, as <c>users/me</c> shows it.</summary>
    public JsonObject Owner { get; }

    /// <summary>The bot of one consent.</summary>
    public static Viewer OfConsent(string name, Guid bot, JsonObject user, IEnumerable<Guid> picked)
        => new(name, bot, new JsonObject { ["type"] = "user", ["user"] = user.DeepClone() }, [.. picked]);

    /// <summary>Who makes this request; the gate has found out by the token.</summary>
    public static Viewer Of(HttpContext context) => context.Features.Get<Viewer>() ?? Internal;

    public bool Sees(Entity entity)
    {
        var isPicked = _picked is null;

        for (var next = entity; next is not null; next = next.Parent)
        {
            if (!next.IsShared)
            {
                return false;
            }

            isPicked = isPicked || _picked!.Contains(next.Id);
        }

        return isPicked;
    }
}
