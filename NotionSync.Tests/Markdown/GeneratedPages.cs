using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace NotionSync.Tests.Markdown;

/// <summary>
/// Generates block trees in the short form of <see cref="SpecBlocks"/>, with texts made of what Markdown and HTML read
/// as markup.
/// </summary>
public static class GeneratedPages
{
    private static readonly string[] Fragments =
    [
        "a", "b", "word", "two words", " ", "  ", " ", "\n", "\t", "\u00a0", ".", ",", "!", "?", "-", "–", "…", "'", "\"",
        "*", "**", "***", "_", "__", "~", "~~", "`", "``", "```", "$", "$$", "[", "]", "(", ")", "](x)", "[x]", "[ ] ", "[a]: /b", "[a][b]", "![", "^",
        "<", ">", "<b>", "</p>", "<!--", "<https://example.com>", "<?x", "< b", "&", "&amp;", "&#35;", "&copy", "\\", "\\*", "\\\\",
        "#", "# ", "## a", "- ", "+ ", "* ", "1. ", "1) ", "42. ", "> ", "---", "***", "===", "~~~", "|", "| a | b |", "|-|-|", ":--", "    ", "  \n",
        "https://example.com/a_b*c", "https://example.com/", "www.example.com", "ada@example.com", ":smile:", "@ada", "#12",
        "中文", "「", "」", "。", "é", "ı", "한국어", "שלום", "مرحبا", "🎉", "👩‍💻", "€", "×", "½", "ﬁ",
    ];

    private static readonly string[] Urls =
    [
        "https://example.com", "https://example.com/a_(b)", "https://example.com/a)b(", "https://example.com/a b", "https://example.com/?a=1&copy;=2&b=[x]",
        "mailto:ada@example.com", "/00000000000040008000000000000007", "https://www.notion.so/Page-00000000000040008000000000000007?pvs=4#00000000000040008000000000000008",
        "https://example.com/\\*`$|<>\"'", "#there", "https://example.com/ü/中", "http://a.example/~b/*c*",
    ];

    private static readonly string[] Marks = ["bold", "italic", "strikethrough", "underline", "code"];

    private static readonly string[] TextTypes =
        ["paragraph", "heading_1", "heading_2", "heading_3", "heading_4", "bulleted_list_item", "numbered_list_item", "to_do", "toggle", "quote", "callout"];

    public static Arbitrary<GeneratedPage> Arbitrary { get; } = Blocks(depth: 3).Select(blocks => new GeneratedPage(blocks.ToJsonString())).ToArbitrary();

    public static Arbitrary<GeneratedPage> Paragraphs { get; } =
        RichText().Select(text => new GeneratedPage(new JsonArray(new JsonObject { ["paragraph"] = text }).ToJsonString())).ToArbitrary();

    /// <summary>A chain of nested blocks of mixed types.</summary>
    public static string Chain(int depth)
    {
        var types = new[] { "bulleted_list_item", "toggle", "quote", "numbered_list_item", "to_do", "callout" };
        var inner = new JsonObject { ["paragraph"] = "the innermost" };

        for (var level = depth; level > 0; level--)
        {
            inner = new() { [types[level % types.Length]] = $"level {level}", ["children"] = new JsonArray(inner) };
        }

        return new JsonArray(inner).ToJsonString();
    }

    private static Gen<string> Text()
        => Gen.Elements(Fragments).ListOf().Resize(5).Select(parts => string.Concat(parts));

    private static Gen<JsonNode> Run()
        => from kind in Gen.Choose(0, 9)
           from text in Text()
           from marks in Gen.SubListOf(Marks)
           from hasMarks in Gen.Choose(0, 2)
           from url in Gen.Elements(Urls)
           from hasLink in Gen.Choose(0, 5)
           select (JsonNode)(kind == 0 ? Equation() : Run(text, hasMarks == 0 ? [] : marks, hasLink == 0 ? url : null));

    private static JsonObject Equation() => new JsonObject { ["equation"] = "x_1 < \\frac{a}{b} | \\{ c^2 \\}" };

    private static JsonObject Run(string text, IEnumerable<string> marks, string? link)
    {
        var run = new JsonObject { ["text"] = text };

        foreach (var mark in marks)
        {
            run[mark] = true;
        }

        if (link is not null)
        {
            run["link"] = link;
        }

        return run;
    }

    private static Gen<JsonArray> RichText() => Run().ListOf().Resize(4).Select(runs => new JsonArray([.. runs.Select(run => run.DeepClone())]));

    private static Gen<JsonArray> Blocks(int depth)
        => Block(depth).ListOf().Resize(4).Select(blocks => new JsonArray([.. blocks.Select(block => block.DeepClone())]));

    private static Gen<JsonNode> Block(int depth)
        => Gen.Frequency<JsonNode>(
            (12, TextBlock(depth)),
            (1, Code()),
            (1, Table()),
            (1, Gen.Constant<JsonNode>(new JsonObject { ["divider"] = new JsonObject() })),
            (1, Gen.Constant<JsonNode>(new JsonObject { ["equation"] = new JsonObject { ["expression"] = "a\n\n< b" } })),
            (1, Media()));

    private static Gen<JsonNode> TextBlock(int depth)
        => from type in Gen.Elements(TextTypes)
           from text in RichText()
           from isSet in Gen.Choose(0, 2)
           from start in Gen.Choose(0, 12)
           from children in depth == 0 ? Gen.Constant(new JsonArray()) : Gen.Frequency((2, Gen.Constant(new JsonArray())), (1, Blocks(depth - 1)))
           select (JsonNode)TextBlock(type, text, isSet == 0, start, children);

    private static JsonObject TextBlock(string type, JsonArray text, bool isSet, int start, JsonArray children)
    {
        var payload = new JsonObject { ["rich_text"] = text.DeepClone() };

        switch (type)
        {
            case "to_do":
                payload["checked"] = isSet;
                break;
            case "callout":
                payload["icon"] = isSet ? null : new JsonObject { ["type"] = "emoji", ["emoji"] = "💡" };
                break;
            case "numbered_list_item" when isSet:
                payload["list_start_index"] = start;
                payload["list_format"] = start switch { 1 => "letters", 2 => "roman", _ => "numbers" };
                break;
            case "heading_1" or "heading_2" or "heading_3" or "heading_4":
                payload["is_toggleable"] = isSet;
                break;
            default:
                break;
        }

        var block = new JsonObject { [type] = payload };

        if (children.Count > 0)
        {
            block["children"] = children.DeepClone();
        }

        return block;
    }

    private static Gen<JsonNode> Code()
        => from text in Text()
           from more in Text()
           from language in Gen.Elements("c++", "plain text", "python", "`x`")
           select (JsonNode)new JsonObject { ["code"] = new JsonObject { ["rich_text"] = new JsonArray(text, more), ["language"] = language } };

    private static Gen<JsonNode> Table()
        => from rows in RichText().ListOf().Resize(3).ListOf().Resize(3)
           from header in Gen.Choose(0, 3)
           select (JsonNode)Table(rows, header);

    private static JsonObject Table(IEnumerable<IEnumerable<JsonArray>> rows, int header) => new JsonObject
    {
        ["table"] = new JsonObject { ["table_width"] = 2, ["has_column_header"] = header % 2 == 0, ["has_row_header"] = header > 1 },
        ["children"] = new JsonArray([.. rows.Select(row => new JsonObject { ["table_row"] = new JsonArray([.. row.Select(cell => cell.DeepClone())]) })]),
    };

    private static Gen<JsonNode> Media()
        => from caption in RichText()
           from url in Gen.Elements("https://example.com/a.png", "https://example.com/a%20(1).png?x=1&y=2")
           from type in Gen.Elements("image", "video", "pdf")
           select (JsonNode)new JsonObject
           {
               [type] = new JsonObject
               {
                   ["type"] = "external",
                   ["external"] = new JsonObject { ["url"] = url },
                   ["caption"] = caption.DeepClone(),
               },
           };
}

/// <param name="Json">Blocks in the short form of the specification.</param>
public sealed record GeneratedPage(string Json)
{
    public override string ToString() => Json;
}
