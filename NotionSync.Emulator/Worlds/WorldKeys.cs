using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Worlds;

/// <summary>Ids of things that a world file names by a key of its own, or not at all.</summary>
internal sealed class WorldKeys(World world)
{
    /// <summary>The id that a reference means: an id, or the key of something in this world.</summary>
    public Guid IdOf(string keyOrId)
        => StableId.TryRead(keyOrId, out var id) ? id : StableId.From($"{world.Name}/{keyOrId}");

    /// <summary>The id of a thing: its <c>id</c>, else by its <c>key</c>, else by where it stands.</summary>
    public Guid IdOf(JsonObject json, string? path)
        => IdOf((string?)json["id"] ?? (string?)json["key"] ?? path ?? throw new FormatException("Something without a name needs an id or a key."));

    /// <summary>The person with this key, as page properties show people: in full when known.</summary>
    public JsonObject User(string keyOrId)
        => world.Users.TryGetValue(IdOf(keyOrId), out var user)
            ? user.DeepClone().AsObject()
            : new JsonObject { ["object"] = "user", ["id"] = TextOf(keyOrId) };

    public string TextOf(string keyOrId) => StableId.Text(IdOf(keyOrId));
}
