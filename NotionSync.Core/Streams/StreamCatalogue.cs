using System.Text.Json;

namespace NotionSync.Streams;

/// <summary>All streams, in the order in which they are listed.</summary>
public static class StreamCatalogue
{
    public const string Users = "users";
    public const string Pages = "pages";
    public const string DataSources = "data_sources";
    public const string Databases = "databases";
    public const string Blocks = "blocks";
    public const string Comments = "comments";

    private const string Key = "id";
    private const string Cursor = "last_edited_time";

    public static IReadOnlyList<StreamDefinition> All { get; } =
    [
        new(Users, Key, null, ReadSchema(Users)),
        new(Pages, Key, Cursor, ReadSchema(Pages)),
        new(DataSources, Key, Cursor, ReadSchema(DataSources)),
        new(Databases, Key, Cursor, ReadSchema(Databases)),
        new(Blocks, Key, Cursor, ReadSchema(Blocks)),
        new(Comments, Key, Cursor, ReadSchema(Comments)),
    ];

    /// <exception cref="ProblemException"><c>unknown_stream</c>.</exception>
    public static StreamDefinition Get(string name)
        => All.FirstOrDefault(stream => stream.Name == name)
            ?? throw new ProblemException(ProblemKind.Invalid, "unknown_stream", $"There is no such stream; there are {string.Join(", ", All.Select(stream => stream.Name))}.");

    private static JsonElement ReadSchema(string name)
    {
        using var file = typeof(StreamCatalogue).Assembly.GetManifestResourceStream($"NotionSync.Streams.Schemas.{name}.json")
            ?? throw new InvalidOperationException($"The schema of {name} is not in the assembly.");
        using var schema = JsonDocument.Parse(file);
        return schema.RootElement.Clone();
    }
}
