using System.Globalization;
using System.Text;
using System.Text.Json;

namespace NotionSync.Benchmarks.Markdown;

/// <summary>
/// Generates a page as a company's policy might be: paragraphs, lists in lists, code, tables, columns, with marked-up
/// text, links, mentions and characters that Markdown has a use for. The same seed gives the same page.
/// </summary>
internal sealed class TreeGenerator
{
    private const int DeepestLevel = 6;

    private static readonly string[] Words =
        "lorem ipsum dolor sit amet consectetur *adipiscing* elit_sed do eiusmod [tempor] incididunt ut labore et dolore magna aliqua 日本語 naïve café 1. #tag <b> a|b `tick` $5 ~tilde~ emoji 🚀".Split(' ');

    private static readonly (string Type, int Weight)[] Types =
    [
        ("paragraph", 34), ("bulleted_list_item", 20), ("numbered_list_item", 10), ("to_do", 6), ("heading_1", 2), ("heading_2", 4),
        ("heading_3", 4), ("quote", 3), ("callout", 3), ("code", 4), ("toggle", 2), ("divider", 1), ("image", 2), ("bookmark", 2),
        ("equation", 1), ("table", 1), ("column_list", 1),
    ];

    private static readonly int TotalWeight = Types.Sum(type => type.Weight);

    private readonly Random _random;
    private readonly int _size;
    private readonly SampleTree _tree;
    private readonly string _author;
    private int _made;

    private TreeGenerator(int size, int seed)
    {
        _random = new(seed);
        _size = size;
        _author = NewId();
        _tree = new(NewId());
    }

    public static SampleTree Generate(int size, int seed)
    {
        var generator = new TreeGenerator(size, seed);
        var root = generator._tree.Add(generator._tree.Root);

        while (generator._made < size)
        {
            root.Add(generator.NewBlock(level: 1, generator._tree.Root));
        }

        return generator._tree;
    }

    private byte[] NewBlock(int level, string parent)
    {
        var type = PickType();

        if (level >= DeepestLevel && type is "table" or "column_list" or "toggle")
        {
            type = "paragraph";
        }

        var id = NewId();
        _made++;
        var hasChildren = type switch
        {
            "table" => AddTable(id),
            "column_list" => AddColumns(id, level),
            "toggle" => AddChildren(id, level),
            "bulleted_list_item" or "numbered_list_item" => level < DeepestLevel && Chance(0.28) && AddChildren(id, level),
            "to_do" or "quote" or "callout" or "paragraph" => level < DeepestLevel && Chance(0.05) && AddChildren(id, level),
            _ => false,
        };

        return Write(id, parent, level == 1 ? "page_id" : "block_id", type, hasChildren, writer => WritePayload(writer, type));
    }

    private bool AddChildren(string id, int level)
    {
        var children = _tree.Add(id);

        for (var count = _random.Next(1, 5); count > 0 && (_made < _size || children.Count == 0); count--)
        {
            children.Add(NewBlock(level + 1, id));
        }

        return true;
    }

    private bool AddTable(string id)
    {
        var rows = _tree.Add(id);

        for (var count = _random.Next(2, 8); count > 0; count--)
        {
            _made++;
            rows.Add(Write(NewId(), id, "block_id", "table_row", hasChildren: false, writer =>
            {
                writer.WriteStartArray("cells");

                for (var cell = 0; cell < 3; cell++)
                {
                    WriteRichText(writer, null, 1);
                }

                writer.WriteEndArray();
            }));
        }

        return true;
    }

    private bool AddColumns(string id, int level)
    {
        var columns = _tree.Add(id);

        for (var i = 0; i < 2; i++)
        {
            var column = NewId();
            _made++;
            AddChildren(column, level + 1);
            columns.Add(Write(column, id, "block_id", "column", hasChildren: true, writer => writer.WriteNumber("width_ratio", 0.5)));
        }

        return true;
    }

    private void WritePayload(Utf8JsonWriter writer, string type)
    {
        switch (type)
        {
            case "divider" or "column_list":
                break;
            case "table":
                writer.WriteNumber("table_width", 3);
                writer.WriteBoolean("has_column_header", true);
                writer.WriteBoolean("has_row_header", false);
                break;
            case "equation":
                writer.WriteString("expression", @"\int_0^1 x^2 dx");
                break;
            case "bookmark":
                writer.WriteStartArray("caption");
                writer.WriteEndArray();
                writer.WriteString("url", $"https://example.com/{_random.Next():x}");
                break;
            case "image":
                WriteRichText(writer, "caption", _random.Next(2));
                writer.WriteString("type", "external");
                writer.WriteStartObject("external");
                writer.WriteString("url", $"https://example.com/{_random.Next():x}.png");
                writer.WriteEndObject();
                break;
            case "code":
                writer.WriteStartArray("caption");
                writer.WriteEndArray();
                writer.WriteStartArray("rich_text");
                WriteRun(writer, string.Join('\n', Enumerable.Range(0, _random.Next(3, 15)).Select(_ => Sentence(4))), mark: null, link: null);
                writer.WriteEndArray();
                writer.WriteString("language", "c#");
                break;
            default:
                WriteRichText(writer, "rich_text", type.StartsWith("heading", StringComparison.Ordinal) ? 1 : _random.Next(1, 6));
                writer.WriteString("color", "default");
                WriteOwn(writer, type);
                break;
        }
    }

    private void WriteOwn(Utf8JsonWriter writer, string type)
    {
        if (type == "to_do")
        {
            writer.WriteBoolean("checked", Chance(0.5));
        }
        else if (type.StartsWith("heading", StringComparison.Ordinal))
        {
            writer.WriteBoolean("is_toggleable", false);
        }
        else if (type == "callout")
        {
            writer.WriteStartObject("icon");
            writer.WriteString("type", "emoji");
            writer.WriteString("emoji", "💡");
            writer.WriteEndObject();
        }
    }

    private void WriteRichText(Utf8JsonWriter writer, string? name, int count)
    {
        if (name is null)
        {
            writer.WriteStartArray();
        }
        else
        {
            writer.WriteStartArray(name);
        }

        for (; count > 0; count--)
        {
            var text = Sentence(_random.Next(2, 11)) + (Chance(0.5) ? " " : "");
            var kind = _random.NextDouble();

            if (kind > 0.98)
            {
                WriteEquation(writer);
            }
            else if (kind > 0.95)
            {
                WriteMention(writer);
            }
            else
            {
                var mark = kind switch { < 0.62 => null, < 0.72 => "bold", < 0.79 => "italic", < 0.83 => "code", < 0.86 => "strikethrough", _ => null };
                WriteRun(writer, text, mark, kind > 0.86 ? $"https://example.com/{_random.Next():x}" : null);
            }
        }

        writer.WriteEndArray();
    }

    private static void WriteRun(Utf8JsonWriter writer, string text, string? mark, string? link)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "text");
        writer.WriteStartObject("text");
        writer.WriteString("content", text);

        if (link is null)
        {
            writer.WriteNull("link");
        }
        else
        {
            writer.WriteStartObject("link");
            writer.WriteString("url", link);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        WriteRunEnd(writer, text, mark, link);
    }

    private void WriteMention(Utf8JsonWriter writer)
    {
        var page = NewId();
        writer.WriteStartObject();
        writer.WriteString("type", "mention");
        writer.WriteStartObject("mention");
        writer.WriteString("type", "page");
        writer.WriteStartObject("page");
        writer.WriteString("id", page);
        writer.WriteEndObject();
        writer.WriteEndObject();
        WriteRunEnd(writer, "A page", mark: null, $"https://www.notion.so/{page.Replace("-", "", StringComparison.Ordinal)}");
    }

    private static void WriteEquation(Utf8JsonWriter writer)
    {
        const string Expression = @"e^{i\pi}+1=0";
        writer.WriteStartObject();
        writer.WriteString("type", "equation");
        writer.WriteStartObject("equation");
        writer.WriteString("expression", Expression);
        writer.WriteEndObject();
        WriteRunEnd(writer, Expression, mark: null, link: null);
    }

    private static void WriteRunEnd(Utf8JsonWriter writer, string plainText, string? mark, string? link)
    {
        writer.WriteStartObject("annotations");

        foreach (var name in (ReadOnlySpan<string>)["bold", "italic", "strikethrough", "underline", "code"])
        {
            writer.WriteBoolean(name, name == mark);
        }

        writer.WriteString("color", "default");
        writer.WriteEndObject();
        writer.WriteString("plain_text", plainText);
        writer.WriteString("href", link);
        writer.WriteEndObject();
    }

    // The members of https://developers.notion.com/reference/block, in the order of Notion's answers.
    private byte[] Write(string id, string parent, string parentKind, string type, bool hasChildren, Action<Utf8JsonWriter> payload)
    {
        using var buffer = new MemoryStream();
        using var writer = new Utf8JsonWriter(buffer, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        writer.WriteString("object", "block");
        writer.WriteString("id", id);
        writer.WriteStartObject("parent");
        writer.WriteString("type", parentKind);
        writer.WriteString(parentKind, parent);
        writer.WriteEndObject();
        writer.WriteString("created_time", "2026-01-02T03:04:00.000Z");
        writer.WriteString("last_edited_time", "2026-01-02T03:05:00.000Z");
        WriteUser(writer, "created_by");
        WriteUser(writer, "last_edited_by");
        writer.WriteBoolean("has_children", hasChildren);
        writer.WriteBoolean("in_trash", false);
        writer.WriteString("type", type);
        writer.WriteStartObject(type);
        payload(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.ToArray();
    }

    private void WriteUser(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject(name);
        writer.WriteString("object", "user");
        writer.WriteString("id", _author);
        writer.WriteEndObject();
    }

    private string PickType()
    {
        var place = _random.Next(TotalWeight);

        foreach (var (type, weight) in Types)
        {
            if ((place -= weight) < 0)
            {
                return type;
            }
        }

        return "paragraph";
    }

    private string Sentence(int words)
    {
        var text = new StringBuilder();

        for (var i = 0; i < words; i++)
        {
            text.Append(i == 0 ? "" : " ").Append(Words[_random.Next(Words.Length)]);
        }

        return text.ToString();
    }

    private bool Chance(double share) => _random.NextDouble() < share;

    private string NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes).ToString("D", CultureInfo.InvariantCulture);
    }
}
