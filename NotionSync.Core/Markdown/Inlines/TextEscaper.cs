using System.Buffers;
using System.Globalization;
using System.Text;

namespace NotionSync.Markdown.Inlines;

/// <summary>
/// Writes text so that it stays text: escapes what Markdown or HTML would read as markup at that place, and nothing
/// else. What can only work in pairs (emphasis, code, math) is escaped only where the block could hold a pair.
/// </summary>
internal sealed class TextEscaper(MarkdownWriter writer)
{
    private static readonly SearchValues<byte> Counted = SearchValues.Create("*_~`$]:."u8);
    private static readonly SearchValues<byte> Special = SearchValues.Create("\\`*_~[]<&$|!#\n"u8);
    private static readonly SearchValues<byte> SpecialNearUrls = SearchValues.Create("\\`*_~[]<&$|!#\n:."u8);

    private InlineContext _context;
    private bool _hasOwnStars;
    private bool _escapeStars;
    private bool _escapeUnderscores;
    private bool _escapeTildes;
    private bool _escapeBackticks;
    private bool _escapeDollars;
    private bool _escapeBrackets;
    private bool _hasUrls;
    private bool _isAtLineStart;

    /// <summary>Whether the text begins something that looks like a character reference, as <c>&amp;amp;</c> does.</summary>
    public static bool IsEntity(ReadOnlySpan<byte> text)
    {
        const int LongestName = 32;
        var end = text[..Math.Min(text.Length, LongestName + 2)].IndexOf((byte)';');

        if (end < 2)
        {
            return false;
        }

        var name = text[1..end];

        if (name[0] != '#')
        {
            return char.IsAsciiLetter((char)name[0]) && IsAll(name, char.IsAsciiLetterOrDigit);
        }

        name = name[1..];
        return name.Length > 0 && (name[0] is (byte)'x' or (byte)'X' ? name.Length > 1 && IsAll(name[1..], char.IsAsciiHexDigit) : IsAll(name, char.IsAsciiDigit));
    }

    /// <summary>Looks over a whole block, to learn what in it could pair up.</summary>
    public void Begin(RunList runs, ReadOnlySpan<Run> pieces, InlineContext context)
    {
        _context = context;
        _isAtLineStart = (context & (InlineContext.Heading | InlineContext.Cell | InlineContext.Html)) == 0;
        _hasUrls = false;

        if ((context & InlineContext.Html) != 0)
        {
            return;
        }

        var marks = Marks.None;
        var hasDollars = false;
        var census = default(Census);

        foreach (ref readonly var piece in pieces)
        {
            marks |= piece.Marks;

            if (piece.Kind is RunKind.Equation)
            {
                hasDollars = true;
            }
            else if (piece.Has(Marks.Code))
            {
                hasDollars |= runs.TextOf(piece).Contains((byte)'$');
            }
            else if (piece.Kind is RunKind.Text)
            {
                census.Count(runs.TextOf(piece));
            }
        }

        var isPart = (context & InlineContext.Fragment) != 0;
        _hasOwnStars = (marks & (Marks.Bold | Marks.Italic)) != 0;
        _escapeStars = isPart || census.StarsPair || (census.HasStars && _hasOwnStars);
        _escapeTildes = isPart || census.TildesPair || (census.HasTildes && (marks & Marks.Strikethrough) != 0);
        _escapeUnderscores = isPart || census.Underscores > 1;
        _escapeBackticks = isPart || census.Backticks > 1 || (census.Backticks > 0 && (marks & Marks.Code) != 0);
        _escapeDollars = isPart || census.Dollars > 1 || (census.Dollars > 0 && hasDollars);
        _escapeBrackets = isPart || census.HasLinkLikeBrackets;
        _hasUrls = census.HasUrls;
    }

    /// <summary>To be called when something other than text has been written on the line.</summary>
    public void LeaveLineStart() => _isAtLineStart = false;

    public void WriteLineBreak(bool onOneLine)
    {
        if (onOneLine)
        {
            writer.Append("<br>"u8);
            return;
        }

        if (_hasUrls)
        {
            // A bare URL before it would take the backslash in.
            writer.Append((byte)' ');
        }

        writer.Append((byte)'\\');
        writer.NewLine();
        _isAtLineStart = true;
    }

    public void Write(ReadOnlySpan<byte> text, in Surroundings around)
    {
        if ((_context & InlineContext.Html) != 0)
        {
            HtmlText.Write(text, writer);
            return;
        }

        var start = 0;
        var end = text.Length;

        if (around.FollowsEquation && CharacterClasses.OfFirst(text) is CharacterClass.Other or CharacterClass.Symbol)
        {
            start = WriteFirstAsReference(text);
        }

        if (start < end && MustHideLast(text, around))
        {
            Rune.DecodeLastFromUtf8(text, out _, out var length);
            end -= length;
        }

        WriteEscaped(text[..end], start, around);

        if (end < text.Length)
        {
            WriteFirstAsReference(text[end..]);
        }
    }

    private void WriteEscaped(ReadOnlySpan<byte> text, int position, in Surroundings around)
    {
        if (_isAtLineStart && position < text.Length)
        {
            position = WriteLineStart(text, position);
        }

        while (position < text.Length)
        {
            var next = text[position..].IndexOfAny(_hasUrls ? SpecialNearUrls : Special);

            if (next < 0)
            {
                writer.Append(text[position..]);
                break;
            }

            writer.Append(text.Slice(position, next));
            position += next;
            var value = text[position];

            if (value == '\n')
            {
                WriteLineBreak((_context & (InlineContext.Heading | InlineContext.Cell)) != 0);
                position = SkipSpaces(text, position + 1);
                position = _isAtLineStart ? WriteLineStart(text, position) : position;
                continue;
            }

            if (NeedsEscape(text, position, around))
            {
                writer.Append((byte)'\\');
            }

            writer.Append(value);
            position++;
        }

        _isAtLineStart = false;
    }

    private bool NeedsEscape(ReadOnlySpan<byte> text, int position, in Surroundings around) => text[position] switch
    {
        (byte)'\\' => position + 1 == text.Length || IsPunctuation(text[position + 1]) || text[position + 1] == '\n',
        (byte)'*' => _escapeStars && (_hasOwnStars || !StandsAlone(text, position, (byte)'*')),
        (byte)'~' => _escapeTildes && !StandsAlone(text, position, (byte)'~'),
        (byte)'_' => _escapeUnderscores && !StandsAlone(text, position, (byte)'_') && !IsInWord(text, position),
        (byte)'`' => _escapeBackticks,
        (byte)'$' => _escapeDollars,
        (byte)'[' => _escapeBrackets || around.IsInLink || ((_context & InlineContext.ListItem) != 0 && IsCheckBox(text[position..])),
        (byte)']' => around.IsInLink,
        (byte)'<' => position + 1 < text.Length && (char.IsAsciiLetter((char)text[position + 1]) || text[position + 1] is (byte)'/' or (byte)'!' or (byte)'?'),
        (byte)'&' => IsEntity(text[position..]),
        (byte)'|' => (_context & InlineContext.Cell) != 0,
        (byte)'!' => around.PrecedesLink && position + 1 == text.Length,
        (byte)'#' => around.IsLast && (_context & InlineContext.Heading) != 0 && IsClosingSequence(text, position),
        (byte)':' => _hasUrls && text[position..].StartsWith("://"u8) && MustNotLink(text, position, around),
        (byte)'.' => _hasUrls && EndsWithWww(text[..position]) && MustNotLink(text, position, around),
        _ => false,
    };

    // A bare URL is a link to GitHub-flavoured Markdown, with all its characters up to the next space taken literally.
    private bool MustNotLink(ReadOnlySpan<byte> text, int position, in Surroundings around)
    {
        if (around.IsInLink)
        {
            return false;
        }

        for (var i = position + 1; i < text.Length; i++)
        {
            if (text[i] != '\n' && Special.Contains(text[i]) && NeedsEscape(text, i, around))
            {
                return true;
            }

            if (text[i] is (byte)' ' or (byte)'\n' or (byte)'<')
            {
                return false;
            }
        }

        return around.TouchesNext;
    }

    private int WriteLineStart(ReadOnlySpan<byte> text, int position)
    {
        _isAtLineStart = false;
        var line = text[position..];
        var lineEnd = line.IndexOf((byte)'\n');
        line = lineEnd < 0 ? line : line[..lineEnd];

        if (line.IsEmpty)
        {
            return position;
        }

        var marker = BlockMarker(line);

        if (marker < 0)
        {
            return position;
        }

        writer.Append(line[..marker]);
        writer.Append((byte)'\\');
        writer.Append(line[marker]);
        return position + marker + 1;
    }

    /// <returns>The character to escape so that the line begins no block; -1 where it begins none anyway.</returns>
    private static int BlockMarker(ReadOnlySpan<byte> line)
    {
        switch (line[0])
        {
            case (byte)'>':
                return 0;
            case (byte)'#':
                var level = line.IndexOfAnyExcept((byte)'#');
                return level < 0 ? (line.Length <= 6 ? 0 : -1) : level <= 6 && IsSpace(line[level]) ? 0 : -1;
            case (byte)'-' or (byte)'+' or (byte)'*' when line.Length == 1 || IsSpace(line[1]):
                return 0;
            case (byte)'-' or (byte)'|' or (byte)':' when line.IndexOfAnyExcept("-:| \t"u8) < 0:
            case (byte)'*' when line.IndexOfAnyExcept("* \t"u8) < 0:
            case (byte)'_' when line.IndexOfAnyExcept("_ \t"u8) < 0:
            case (byte)'=' when line.IndexOfAnyExcept("= \t"u8) < 0:
            case (byte)'~' when line.StartsWith("~~~"u8):
            case (byte)'[' when line.StartsWith("[!"u8):
                return 0;
            case >= (byte)'0' and <= (byte)'9':
                var digits = line.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
                var isMarker = digits is > 0 and <= 9 && line[digits] is (byte)'.' or (byte)')' && (digits + 1 == line.Length || IsSpace(line[digits + 1]));
                return isMarker ? digits : -1;
            default:
                return -1;
        }
    }

    // A letter next to an equation would keep its dollar sign from being read, and so would another sign of its kind,
    // even an escaped one; the same goes for code. Written as a number it does not.
    private static bool MustHideLast(ReadOnlySpan<byte> text, in Surroundings around)
        => (around.PrecedesEquation && (text[^1] == '$' || CharacterClasses.OfLast(text) is CharacterClass.Other or CharacterClass.Symbol))
            || (around.PrecedesCode && text[^1] == '`');

    private int WriteFirstAsReference(ReadOnlySpan<byte> text)
    {
        Rune.DecodeFromUtf8(text, out var rune, out var length);
        writer.Append(string.Create(CultureInfo.InvariantCulture, $"&#{rune.Value};"));
        _isAtLineStart = false;
        return length;
    }

    private static int SkipSpaces(ReadOnlySpan<byte> text, int position)
    {
        while (position < text.Length && IsSpace(text[position]))
        {
            position++;
        }

        return position;
    }

    // A run of the character with white space on both sides neither opens nor closes anything. A line end is none: it is
    // written with a backslash.
    private static bool StandsAlone(ReadOnlySpan<byte> text, int position, byte value)
    {
        var (before, after) = Around(text, position, value);

        return before.Length > 0 && after.Length > 0 && after[0] != '\n'
            && CharacterClasses.OfLast(before) is CharacterClass.Space && CharacterClasses.OfFirst(after) is CharacterClass.Space;
    }

    private static bool IsInWord(ReadOnlySpan<byte> text, int position)
    {
        var (before, after) = Around(text, position, (byte)'_');

        return before.Length > 0 && after.Length > 0
            && CharacterClasses.OfLast(before) is CharacterClass.Other && CharacterClasses.OfFirst(after) is CharacterClass.Other;
    }

    private static SpanPair Around(ReadOnlySpan<byte> text, int position, byte value)
    {
        var start = position;
        var end = position + 1;

        while (start > 0 && text[start - 1] == value)
        {
            start--;
        }

        while (end < text.Length && text[end] == value)
        {
            end++;
        }

        return new(text[..start], text[end..]);
    }

    private static bool IsClosingSequence(ReadOnlySpan<byte> text, int position)
        => (position == 0 || IsSpace(text[position - 1])) && text[position..].IndexOfAnyExcept((byte)'#') < 0;

    private static bool IsCheckBox(ReadOnlySpan<byte> text)
        => text.Length >= 3 && text[1] is (byte)' ' or (byte)'x' or (byte)'X' && text[2] == ']';

    private static bool EndsWithWww(ReadOnlySpan<byte> text)
        => text.EndsWith("www"u8) && (text.Length == 3 || !char.IsAsciiLetterOrDigit((char)text[^4]));

    private static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\t';

    private static bool IsPunctuation(byte value) => value is > (byte)' ' and < 0x7f && !char.IsAsciiLetterOrDigit((char)value);

    private static bool IsAll(ReadOnlySpan<byte> text, Func<char, bool> condition)
    {
        foreach (var value in text)
        {
            if (!condition((char)value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What stands around a piece of text.</summary>
    internal readonly record struct Surroundings(
        bool IsLast,
        bool IsInLink,
        bool PrecedesLink,
        bool TouchesNext,
        bool FollowsEquation,
        bool PrecedesEquation,
        bool PrecedesCode);

    private readonly ref struct SpanPair(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        private readonly ReadOnlySpan<byte> _before = before;
        private readonly ReadOnlySpan<byte> _after = after;

        public void Deconstruct(out ReadOnlySpan<byte> before, out ReadOnlySpan<byte> after)
        {
            before = _before;
            after = _after;
        }
    }

    // Counts what can pair up in a block, and finds bare URLs.
    private struct Census
    {
        private bool _starOpens;
        private bool _starsPair;
        private bool _tildeOpens;
        private bool _tildesPair;

        public int Underscores { get; private set; }

        public int Backticks { get; private set; }

        public int Dollars { get; private set; }

        public bool HasStars { get; private set; }

        public bool HasTildes { get; private set; }

        public bool HasLinkLikeBrackets { get; private set; }

        public bool HasUrls { get; private set; }

        public readonly bool StarsPair => _starsPair;

        public readonly bool TildesPair => _tildesPair;

        public void Count(ReadOnlySpan<byte> text)
        {
            for (var i = 0; i < text.Length; i++)
            {
                var next = text[i..].IndexOfAny(Counted);

                if (next < 0)
                {
                    return;
                }

                i += next;

                switch (text[i])
                {
                    case (byte)'*':
                        HasStars = true;
                        i = Flank(text, i, (byte)'*', ref _starOpens, ref _starsPair);
                        break;
                    case (byte)'~':
                        HasTildes = true;
                        i = Flank(text, i, (byte)'~', ref _tildeOpens, ref _tildesPair);
                        break;
                    case (byte)'_':
                        Underscores++;
                        break;
                    case (byte)'`':
                        Backticks++;
                        break;
                    case (byte)'$':
                        Dollars++;
                        break;
                    case (byte)':':
                        HasUrls |= text[i..].StartsWith("://"u8);
                        break;
                    case (byte)'.':
                        HasUrls |= text[..i].EndsWith("www"u8);
                        break;
                    default:
                        HasLinkLikeBrackets |= i + 1 < text.Length && text[i + 1] is (byte)'(' or (byte)'[' or (byte)':';
                        break;
                }
            }
        }

        // Generous: what stands at the edge of the piece may have anything next to it. Returns the end of the run.
        private static int Flank(ReadOnlySpan<byte> text, int position, byte value, ref bool opens, ref bool pair)
        {
            var (before, after) = Around(text, position, value);
            pair |= opens && (before.IsEmpty || CharacterClasses.OfLast(before) is not CharacterClass.Space);
            opens |= after.IsEmpty || after[0] == '\n' || CharacterClasses.OfFirst(after) is not CharacterClass.Space;
            return text.Length - after.Length - 1;
        }
    }
}
