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

        world.Pack();
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
        if (File.Exists(path))
        {
            var json = Parse(path);
            return RecordedTree.Is(json) ? FromFiles(Path.GetFileNameWithoutExtension(path), [path], Path.GetDirectoryName(path)!, now) : FromJson(json, now);
        }

        if (!Directory.Exists(path))
        {
            throw new FileNotFoundException($"There is no world file or folder {path}.");
        }

        // A folder of recordings keeps its page trees in folders named "tree", beside files of other kinds.
        var all = Directory.GetFiles(path, "*.json", SearchOption.AllDirectories);
        var trees = all.Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "tree").ToArray();
        return FromFiles(Path.GetFileName(Path.TrimEndingDirectorySeparator(path)), trees is [] ? all : trees, path, now);
    }

    private static World FromFiles(string name, string[] files, string root, DateTimeOffset now)
    {
        var world = new World(name);

        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            var json = Parse(file);
            var source = Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/');

            if (RecordedTree.Is(json))
            {
                world.Write(editor => RecordedTree.Read(editor, json, source), now);
            }
            else
            {
                world.Write(editor => new WorldReader(editor).Read(json), now);
            }
        }

        return world;
    }

    private static JsonObject Parse(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file)) as JsonObject ?? throw new FormatException($"{file} holds no JSON object.");
        }
        catch (JsonException error)
        {
            throw new FormatException($"{file} is not JSON: {error.Message}", error);
        }
    }
}
