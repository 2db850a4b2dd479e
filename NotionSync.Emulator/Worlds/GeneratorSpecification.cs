using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Worlds;

/// <summary>What to generate: a kind and its numbers, as <c>flat,children=2500</c> or <c>{"kind":"flat","children":2500}</c>.
/// The kind may be left out where the first number tells it: <c>pages=200,blocks=40</c>.</summary>
internal sealed record GeneratorSpecification(string Kind, IReadOnlyDictionary<string, int> Numbers, string? Title)
{
    private static readonly Dictionary<string, string[]> Kinds = new()
    {
        ["pages"] = ["pages", "blocks", "depth", "files"],
        ["flat"] = ["children"],
        ["deep"] = ["depth"],
        ["cycle"] = [],
        ["database"] = ["rows", "blocks"],
        ["relations"] = ["references"],
        ["file"] = ["megabytes"],
    };

    public int Number(string name, int otherwise) => Numbers.GetValueOrDefault(name, otherwise);

    /// <exception cref="FormatException">The kind or a number is unknown.</exception>
    public static GeneratorSpecification Parse(string text)
    {
        var json = new JsonObject();

        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.Split('=') is not [var name, var value])
            {
                json["kind"] = part;
            }
            else
            {
                json[name] = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : value;
            }
        }

        return From(json);
    }

    public static GeneratorSpecification From(JsonObject json)
    {
        var names = json.Select(property => property.Key).Where(name => name is not ("kind" or "title")).ToList();
        var kind = (string?)json["kind"]
            ?? Kinds.FirstOrDefault(kind => names.Count > 0 && kind.Value.FirstOrDefault() == names[0]).Key
            ?? Kinds.FirstOrDefault(kind => names.Count > 0 && kind.Value.Contains(names[0])).Key
            ?? "";

        if (!Kinds.TryGetValue(kind, out var known) || names.Any(name => !known.Contains(name)))
        {
            var all = string.Join("; ", Kinds.Select(pair => $"{pair.Key} ({string.Join(", ", pair.Value)})"));
            throw new FormatException($"Cannot generate {json.ToJsonString()}. Kinds and their numbers: {all}.");
        }

        return new(kind, names.ToDictionary(name => name, name => ReadNumber(json, name)), (string?)json["title"]);
    }

    private static int ReadNumber(JsonObject json, string name)
        => json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out int number) && number >= 0
            ? number
            : throw new FormatException($"{name} takes a whole number, not {json[name]?.ToJsonString() ?? "null"}.");
}
