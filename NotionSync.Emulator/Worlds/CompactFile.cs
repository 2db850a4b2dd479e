using System.Text.Json;
using System.Text.Json.Nodes;
using NotionSync.Emulator.Files;

namespace NotionSync.Emulator.Worlds;

/// <summary>
/// Files, icons and covers in their short forms. A file is <c>{"file": "name.pdf"}</c>, <c>{"file": {"name", "text",
/// "megabytes"}}</c> or <c>{"external": "https://..."}</c>; an icon may also be an emoji as a string.
/// </summary>
internal sealed class CompactFile(World world)
{
    public JsonObject? Icon(JsonNode? icon) => icon switch
    {
        null => null,
        JsonValue emoji => new JsonObject { ["type"] = "emoji", ["emoji"] = (string)emoji! },
        JsonObject other when (string?)other["type"] is not null and not ("file" or "external") => CustomEmoji(other.DeepClone().AsObject()),
        _ => Cover(icon),
    };

    public JsonObject? Cover(JsonNode? cover) => cover is JsonObject file ? Read(file) : null;

    /// <summary>Gives a custom emoji in an icon or a mention a picture that the emulator serves.</summary>
    public static JsonObject CustomEmoji(JsonObject json)
    {
        if (json["custom_emoji"] is JsonObject emoji && Uri.TryCreate((string?)emoji["url"], UriKind.Absolute, out var url))
        {
            emoji["url"] = FileMarker.ForExternal(url);
        }

        return json;
    }

    /// <summary>The file object as Notion has it: <c>type</c>, and <c>file</c> or <c>external</c>.</summary>
    public JsonObject Read(JsonObject file)
    {
        if (file["external"] is { } external)
        {
            var url = (string?)(external as JsonObject)?["url"] ?? (external.GetValueKind() == JsonValueKind.String ? (string)external! : "");
            return External(url);
        }

        return file["file"] switch
        {
            JsonValue name => Hosted((string)name!, null, 0),
            JsonObject described => Hosted((string?)described["name"] ?? "file.bin", (string?)described["text"], (int?)described["megabytes"] ?? 0),
            _ => throw new FormatException($"Not a file: {file.ToJsonString()}"),
        };
    }

    public static JsonObject External(string url) => new()
    {
        ["type"] = "external",
        ["external"] = new JsonObject
        {
            ["url"] = Uri.TryCreate(url, UriKind.Absolute, out var address) ? FileMarker.ForExternal(address) : url,
        },
    };

    public JsonObject Hosted(string name, string? text, int megabytes)
    {
        var key = StableId.From($"{world.Name}/file/{name}/{text}/{megabytes}").ToString("N");
        world.Files.TryAdd(key, SampleContent.For(name, text, megabytes));

        return new JsonObject
        {
            ["type"] = "file",
            ["file"] = new JsonObject { ["url"] = FileMarker.ForHosted(key, name), ["expiry_time"] = FileMarker.Expiry },
        };
    }

    public static string NameOf(JsonObject file)
    {
        var url = (string?)file["file"]?["url"] ?? (string?)file["external"]?["url"] ?? "";
        return Uri.UnescapeDataString(url[(url.LastIndexOf('/') + 1)..]);
    }
}
