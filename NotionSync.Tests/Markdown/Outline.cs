using System.Text;

namespace NotionSync.Tests.Markdown;

/// <summary>
/// What a page consists of, written as one line for each block, indented by nesting: kinds, list numbers, boxes, cells,
/// and the text with its marks and link targets. The same form can be made from Notion's blocks and from Markdown.
/// </summary>
internal sealed class Outline
{
    private readonly List<string> _lines = [];
    private int _depth;

    public void Add(string kind, Inline? text = null) => AddLine(text is null ? kind : $"{kind} {text}".TrimEnd());

    public void Open(string kind)
    {
        AddLine(kind);
        _depth++;
    }

    public void Close() => _depth--;

    public override string ToString() => string.Join('\n', _lines);

    // Markdig makes spaces of tabs in an indented line of code, and drops those at the end of one.
    private void AddLine(string text) => _lines.Add(new string(' ', 2 * _depth) + string.Join(' ', text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).Replace(" ⏎", "⏎", StringComparison.Ordinal));

    /// <summary>Text in which each stretch carries its marks and link; white space carries none and counts once.</summary>
    internal sealed class Inline
    {
        private readonly StringBuilder _shown = new();
        private string _marks = string.Empty;
        private bool _isSpacePending;

        public static Inline Of(string text, string marks = "")
        {
            var inline = new Inline();
            inline.Add(text, marks);
            return inline;
        }

        public bool IsEmpty => _shown.Length == 0;

        public void Add(string text, string marks = "")
        {
            foreach (var c in text.Normalize())
            {
                if (char.IsWhiteSpace(c))
                {
                    _isSpacePending = _shown.Length > 0;
                    continue;
                }

                if (c < ' ' || c == '\u007f')
                {
                    continue;
                }

                if (marks != _marks)
                {
                    _shown.Append(_marks.Length > 0 ? "}" : string.Empty);
                }

                if (_isSpacePending)
                {
                    _shown.Append(' ');
                    _isSpacePending = false;
                }

                if (marks != _marks)
                {
                    _shown.Append(marks.Length > 0 ? $"{{{marks}:" : string.Empty);
                    _marks = marks;
                }

                _shown.Append(c);
            }
        }

        /// <summary>Marks as letters in a fixed order, and the link.</summary>
        public static string Marks(bool bold, bool italic, bool strikethrough, bool underline, bool code, string? link)
            => string.Concat(bold ? "b" : "", italic ? "i" : "", strikethrough ? "s" : "", underline ? "u" : "", code ? "c" : "", link is null ? "" : $"@{Decode(link)}");

        public override string ToString() => _marks.Length > 0 ? $"{_shown}}}" : _shown.ToString();

        // Percent-encoding does not change where a link leads.
        private static string Decode(string url)
        {
            var text = Uri.UnescapeDataString(url);
            return text.StartsWith("https://www.notion.so/", StringComparison.Ordinal) ? text.Replace("-", "", StringComparison.Ordinal) : text;
        }
    }
}
