using System.Text.Json.Nodes;
using NotionSync.Markdown;
using NotionSync.Notion;

namespace NotionSync.Tests.Markdown;

/// <summary>
/// One example of <c>Specs/*.md</c>: a heading, a <c>json</c> fence with blocks in the short form that
/// <see cref="SpecBlocks"/> expands, and an <c>md</c> fence with the Markdown they become.
/// </summary>
public sealed record SpecExample(string File, string Name, string Input, string Expected)
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Markdown", "Specs");

    public static IEnumerable<SpecExample> All() => Directory.EnumerateFiles(Folder, "*.md").Order(StringComparer.Ordinal).SelectMany(Read);

    public MarkdownDocument Convert() => MarkdownConverter.Convert(Blocks(), Context());

    public IReadOnlyList<Block> Blocks() => SpecBlocks.Read(Json());

    /// <summary>The blocks in Notion's own JSON.</summary>
    public JsonArray Json()
    {
        var input = JsonNode.Parse(Input)!;
        return SpecBlocks.Expand(input is JsonArray ? input : input["blocks"]!);
    }

    public MarkdownContext Context() => ReadContext(JsonNode.Parse(Input) as JsonObject);

    public override string ToString() => $"{File}: {Name}";

    private static MarkdownContext ReadContext(JsonObject? input) => new()
    {
        Attachments = ReadNames(input?["attachments"]),
        LinkedViews = ReadNames(input?["linkedViews"]),
        Options = new()
        {
            Colours = input?["colours"]?.GetValue<bool>() ?? false,
            HeadingAnchors = input?["anchors"]?.GetValue<bool>() ?? false,
        },
    };

    private static Dictionary<NotionId, string> ReadNames(JsonNode? names)
        => names is JsonObject entries
            ? entries.ToDictionary(entry => SpecBlocks.Id(int.Parse(entry.Key, System.Globalization.CultureInfo.InvariantCulture)), entry => entry.Value!.GetValue<string>())
            : [];

    private static IEnumerable<SpecExample> Read(string path)
    {
        var name = string.Empty;
        var number = 0;
        string? input = null;
        string? fence = null;
        var kind = string.Empty;
        var content = new List<string>();

        foreach (var line in System.IO.File.ReadLines(path))
        {
            if (fence is not null)
            {
                if (line != fence)
                {
                    content.Add(line);
                    continue;
                }

                fence = null;
                var text = string.Join('\n', content);

                if (kind == "json")
                {
                    input = text;
                }
                else if (kind == "md")
                {
                    yield return new(
                        Path.GetFileNameWithoutExtension(path),
                        $"{name} {++number}",
                        input ?? throw new InvalidDataException($"{path}: an md fence without a json fence before it, near '{name}'."),
                        text.Length == 0 ? text : text + "\n");
                    input = null;
                }
            }
            else if (line.StartsWith("``", StringComparison.Ordinal))
            {
                fence = new string('`', line.TakeWhile(c => c == '`').Count());
                kind = line[fence.Length..];
                content.Clear();
            }
            else if (line.StartsWith('#'))
            {
                name = line.TrimStart('#').Trim();
                number = 0;
            }
        }
    }
}
