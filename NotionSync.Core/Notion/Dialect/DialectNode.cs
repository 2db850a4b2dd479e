using System.Text.RegularExpressions;

namespace NotionSync.Notion.Dialect;

/// <summary>A block of Notion's Markdown before its text is read.</summary>
/// <param name="type">As the block endpoints name it.</param>
/// <param name="text">Its text, a caption included, in the dialect.</param>
internal sealed partial class DialectNode(string type, string text = "")
{
    public string Type { get; set; } = type;

    public string Text { get; set; } = text;

    public string? Colour { get; private set; }

    public bool IsToggle { get; private set; }

    public bool IsChecked { get; init; }

    /// <summary>Of a list's first item.</summary>
    public int Number { get; init; } = 1;

    /// <summary>What is specific to the type: a language, an expression, an address, an icon, the name of an unknown type.</summary>
    public string Value { get; init; } = string.Empty;

    public DialectTag? Tag { get; init; }

    /// <summary>Of a table: its cells, row by row.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows { get; init; } = [];

    public List<DialectNode> Children { get; init; } = [];

    /// <summary>Takes the attributes in braces off the end of the text.</summary>
    public DialectNode WithAttributes()
    {
        var start = Text.LastIndexOf('{');

        if (start >= 0 && (start == 0 || Text[start - 1] != '\\') && Braces().IsMatch(Text.AsSpan(start)))
        {
            foreach (Match pair in Pair().Matches(Text[start..]))
            {
                Colour = pair.Groups["name"].Value == "color" ? DialectText.ColourOf(pair.Groups["value"].Value) : Colour;
                IsToggle |= pair.Groups["name"].Value == "toggle" && pair.Groups["value"].Value == "true";
            }

            Text = Text[..start].TrimEnd();
        }

        return this;
    }

    /// <summary>Takes the text of a leading paragraph for its own, as containers write theirs.</summary>
    public DialectNode WithLeadingText()
    {
        if (Text.Length == 0 && Children is [{ Type: "paragraph", Children.Count: 0 } first, ..])
        {
            Text = first.Text;
            Children.RemoveAt(0);
        }

        return this;
    }

    [GeneratedRegex("""\A\{(?:[A-Za-z_-]+="[^"{}]*"[ \t]*)+\}\z""", RegexOptions.CultureInvariant)]
    private static partial Regex Braces();

    [GeneratedRegex("""(?<name>[A-Za-z_-]+)="(?<value>[^"]*)"\s*""", RegexOptions.CultureInvariant)]
    private static partial Regex Pair();
}
