using System.Text.RegularExpressions;

namespace NotionSync.Notion.Dialect;

/// <summary>Reads the rows of a table of Notion's Markdown, which is one of HTML.</summary>
internal static partial class DialectTable
{
    public static IReadOnlyList<IReadOnlyList<string>> Read(string content)
    {
        var rows = new List<IReadOnlyList<string>>();
        var cells = new List<string>();
        var cellStart = -1;

        foreach (Match tag in Tags().Matches(content))
        {
            switch (tag.Groups["name"].Value)
            {
                case "tr" when tag.Groups["close"].Length == 0:
                    cells = [];
                    rows.Add(cells);
                    break;
                case "td" or "th" when tag.Groups["close"].Length == 0:
                    cellStart = tag.Index + tag.Length;
                    break;
                case "td" or "th" when cellStart >= 0:
                    cells.Add(content[cellStart..tag.Index].Trim().Replace("\n", "<br>", StringComparison.Ordinal));
                    cellStart = -1;
                    break;
                default:
                    break;
            }
        }

        return rows;
    }

    [GeneratedRegex("""(?<!\\)<(?<close>/?)(?<name>tr|td|th)(?:[ \t]+[A-Za-z_:-]+="[^"]*")*[ \t]*>""", RegexOptions.CultureInvariant)]
    private static partial Regex Tags();
}
