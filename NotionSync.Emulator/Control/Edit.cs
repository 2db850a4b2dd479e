using System.Text.Json.Nodes;
using NotionSync.Emulator.Webhooks;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Control;

/// <summary>An edit being made.</summary>
/// <param name="Entity">What is edited.</param>
/// <param name="Events">What Notion's webhooks will tell of it.</param>
internal sealed record Edit(WorldEditor Editor, WorldReader Reader, Entity Entity, JsonObject Body, List<NotionEvent> Events)
{
    /// <summary>The path under which things without a key get their ids: another one in every edit.</summary>
    public string Path => $"edit {Editor.World.Version}";

    /// <summary>Says that these blocks of the page around them changed.</summary>
    public void ContentChanged(Entity around, IEnumerable<Entity> blocks)
    {
        if (PageAround(around) is { } page)
        {
            Events.Add(NotionEvent.Content(page, blocks));
        }
    }

    private static Entity? PageAround(Entity? entity) => entity is { Kind: not EntityKind.Page } ? PageAround(entity.Parent) : entity;
}
