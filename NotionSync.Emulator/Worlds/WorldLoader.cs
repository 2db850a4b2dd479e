using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Worlds;

/// <summary>Makes the world that the options name.</summary>
internal static class WorldLoader
{
    private const string SampleResource = "NotionSync.Emulator.Worlds.trust-center.json";

    /// <exception cref="FormatException">A file is not a world.</exception>
    /// <exception cref="IOException">The file or folder is missing.</exception>
    public static World Load(EmulatorOptions options, DateTimeOffset now)
    {
        var name = options.World ?? (options.Generate is [] ? EmulatorOptions.SampleWorld : EmulatorOptions.EmptyWorld);

        var world = name switch
        {
            EmulatorOptions.SampleWorld => Sample(now),
            EmulatorOptions.EmptyWorld => FromJson(new JsonObject { ["name"] = "Empty workspace" }, now),
            _ => FromPath(name, now),
        };

        foreach (var specification in options.Generate.Select(GeneratorSpecification.Parse))
        {
            world.Write(editor => new Generator(editor).Add(specification), now);
        }

        return world;
    }

    public static World FromJson(JsonObject json, DateTimeOffset now)
    {
        var world = new World((string?)json["name"] ?? "World");
        var time = (string?)json["time"] is { } given ? WorldReader.Time(given) : now;

        world.Write(editor => new WorldReader(editor).Read(json), time);
        return world;
    }

    private static World Sample(DateTimeOffset now)
    {
        using var stream = typeof(WorldLoader).Assembly.GetManifestResourceStream(SampleResource)!;
        return FromJson(JsonNode.Parse(stream)!.AsObject(), now);
    }

    private static World FromPath(string path, DateTimeOffset now)
    {
        try
        {
            return FromJson(JsonNode.Parse(File.ReadAllText(path))!.AsObject(), now);
        }
        catch (JsonException error)
        {
            throw new FormatException($"{path} is not JSON: {error.Message}", error);
        }
    }
}
