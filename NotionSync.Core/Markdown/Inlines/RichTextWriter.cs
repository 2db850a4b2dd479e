using System.Runtime.InteropServices;
using NotionSync.Notion;

namespace NotionSync.Markdown.Inlines;

/// <summary>
/// Writes runs as Markdown, or as HTML where Markdown is not read. Marks are nested by how far they reach; white space
/// at their edges is moved outside; where CommonMark's rules for emphasis would not see them, they become HTML tags.
/// </summary>
internal sealed class RichTextWriter(MarkdownWriter writer, MarkdownOptions options)
{
    private const int MarkCount = 7;

    // Outermost first, where they reach equally far. A link outside lets emphasis touch words, because the bracket
    // counts as punctuation; so do tags.
    private static readonly Marks[] Nesting = [Marks.Link, Marks.Colour, Marks.Underline, Marks.Strikethrough, Marks.Bold, Marks.Italic];

    private readonly List<Run> _pieces = [];
    private readonly OpenMark[] _open = new OpenMark[MarkCount];
    private readonly TextEscaper _escaper = new(writer);
    private RunList _runs = new();
    private InlineContext _context;
    private int _openCount;
    private CharacterClass _before;
    private byte _delimiterBefore;
    private bool _isAfterEquation;

    private Span<Run> Pieces => CollectionsMarshal.AsSpan(_pieces);

    /// <summary>Written before the next text.</summary>
    public NotionId? Anchor { get; set; }

    /// <summary>Writes the runs at the cursor. Spaces around the whole are left out, since Markdown would drop them.</summary>
    /// <returns>False where there was nothing visible to write.</returns>
    public bool Write(RunList runs, InlineContext context)
    {
        if (Anchor is { } anchor)
        {
            Anchor = null;
            writer.AppendAnchor(anchor);
        }

        Prepare(runs, context);
        WritePieces();
        return _pieces.Count > 0;
    }

    /// <summary>Whether <see cref="Write"/> would show nothing of the runs.</summary>
    public static bool IsBlank(RunList runs)
    {
        foreach (ref var run in runs.Runs)
        {
            var text = runs.TextOf(run);

            if (run.Has(Marks.Code) || CharacterClasses.LeadingSpace(text) < text.Length)
            {
                return false;
            }
        }

        return true;
    }

    private void Prepare(RunList runs, InlineContext context)
    {
        _runs = runs;
        _context = writer.IsInListItem ? context | InlineContext.ListItem : context;
        _openCount = 0;
        _before = CharacterClass.Space;
        _delimiterBefore = 0;
        _isAfterEquation = false;
        _pieces.Clear();

        foreach (ref var run in runs.Runs)
        {
            AddPieces(run);
        }

        while (_pieces.Count > 0 && _pieces[^1].Kind is RunKind.Space)
        {
            _pieces.RemoveAt(_pieces.Count - 1);
        }

        SpreadMarksOverSpaces();
        _escaper.Begin(runs, Pieces, _context);
    }

    // Splits the white space off the edges of a run, and joins what is alike.
    private void AddPieces(Run run)
    {
        if (!options.Colours)
        {
            run.Marks &= ~Marks.Colour;
            run.Colour = default;
        }

        if (run.Kind is RunKind.Equation)
        {
            var math = _runs.TextOf(run);
            var lead = CharacterClasses.LeadingSpace(math);
            run.Start += lead;
            run.Length -= lead == math.Length ? lead : lead + CharacterClasses.TrailingSpace(math);
            Add(run);
            return;
        }

        if (run.Has(Marks.Code))
        {
            Add(run);
            return;
        }

        var text = _runs.TextOf(run);
        var leading = CharacterClasses.LeadingSpace(text);

        if (leading == text.Length)
        {
            Add(run with { Kind = RunKind.Space, Marks = Marks.None });
            return;
        }

        var trailing = CharacterClasses.TrailingSpace(text);
        Add(run with { Length = leading, Kind = RunKind.Space, Marks = Marks.None });
        Add(run with { Start = run.Start + leading, Length = run.Length - leading - trailing });
        Add(run with { Start = run.End - trailing, Length = trailing, Kind = RunKind.Space, Marks = Marks.None });
    }

    private void Add(in Run piece)
    {
        if (piece.Length == 0 || (_pieces.Count == 0 && piece.Kind is RunKind.Space))
        {
            return;
        }

        if (_pieces.Count > 0)
        {
            ref var last = ref Pieces[^1];

            var isMore = last.Kind == piece.Kind && piece.Kind is not RunKind.Equation && last.Marks == piece.Marks
                && last.Colour == piece.Colour && _runs.HaveSameLink(last, piece);

            if (isMore)
            {
                Join(ref last, piece);
                return;
            }
        }

        _pieces.Add(piece);
    }

    private void Join(ref Run one, in Run other)
    {
        if (one.End != other.Start)
        {
            // Their links stand between them in the buffer.
            one.Start = _runs.AddBytes(_runs.TextOf(one));
            _runs.AddBytes(_runs.TextOf(other));
        }

        one.Length += other.Length;
    }

    // A space between two bold words is bold; one between a bold and a plain word is not.
    private void SpreadMarksOverSpaces()
    {
        var pieces = Pieces;

        for (var i = 1; i < pieces.Length - 1; i++)
        {
            if (pieces[i].Kind is not RunKind.Space || pieces[i - 1].Kind is RunKind.Space)
            {
                continue;
            }

            var end = i + 1;

            while (pieces[end].Kind is RunKind.Space)
            {
                end++;
            }

            ref readonly var next = ref pieces[end];
            var shared = Shared(pieces[i - 1], next);

            foreach (ref var space in pieces[i..end])
            {
                space.Marks = shared;
                space.Colour = next.Colour;
                space.LinkStart = next.LinkStart;
                space.LinkLength = next.LinkLength;
            }
        }
    }

    private Marks Shared(in Run one, in Run other)
    {
        var shared = one.Marks & other.Marks & ~Marks.Code;

        if (one.Colour != other.Colour)
        {
            shared &= ~Marks.Colour;
        }

        return _runs.HaveSameLink(one, other) ? shared : shared & ~Marks.Link;
    }

    private void WritePieces()
    {
        var pieces = Pieces;

        for (var i = 0; i < pieces.Length; i++)
        {
            CloseEnded(i);

            if (pieces[i].Kind is RunKind.Space)
            {
                WriteSpace(_runs.TextOf(pieces[i]));
            }
            else if (!OpenStarting(i))
            {
                WriteContent(i);
            }
        }

        while (_openCount > 0)
        {
            Close();
        }
    }

    private void CloseEnded(int index)
    {
        while (_openCount > 0 && _open[_openCount - 1].End < index)
        {
            Close();
        }
    }

    /// <returns>True where the piece is a link that is its own text, and has been written.</returns>
    private bool OpenStarting(int index)
    {
        var isOpen = Marks.None;

        for (var i = 0; i < _openCount; i++)
        {
            isOpen |= _open[i].Mark;
        }

        var starting = Pieces[index].Marks & ~(isOpen | Marks.Code);

        if (starting is Marks.None)
        {
            return false;
        }

        if (starting is Marks.Link && Reach(index, Marks.Link) == index && IsOwnLink(Pieces[index]))
        {
            WriteAutolink(Pieces[index]);
            return true;
        }

        var first = _openCount;

        foreach (var mark in Nesting)
        {
            if ((starting & mark) != 0)
            {
                Insert(first, new OpenMark { Mark = mark, End = Reach(index, mark), Piece = index });
            }
        }

        var outerEnd = first > 0 ? _open[first - 1].End : int.MaxValue;

        for (var i = first; i < _openCount; i++)
        {
            _open[i].End = Math.Min(_open[i].End, outerEnd);
        }

        ChooseTags(first, index);

        for (var i = first; i < _openCount; i++)
        {
            WriteOpening(_open[i]);
        }

        return false;
    }

    // Keeps the marks that start here ordered by reach, the longest outermost.
    private void Insert(int first, OpenMark mark)
    {
        var place = _openCount;

        while (place > first && _open[place - 1].End < mark.End)
        {
            _open[place] = _open[place - 1];
            place--;
        }

        _open[place] = mark;
        _openCount++;
    }

    // The last piece, counted from one on, that the mark covers without a break.
    private int Reach(int index, Marks mark)
    {
        var pieces = Pieces;
        var last = index;

        while (last + 1 < pieces.Length && Continues(pieces[index], pieces[last + 1], mark))
        {
            last++;
        }

        while (pieces[last].Kind is RunKind.Space)
        {
            last--;
        }

        return last;
    }

    private bool Continues(in Run start, in Run next, Marks mark) => next.Has(mark) && mark switch
    {
        Marks.Link => _runs.HaveSameLink(start, next),
        Marks.Colour => start.Colour == next.Colour,
        _ => true,
    };

    private void ChooseTags(int first, int index)
    {
        var needsTags = false;

        for (var i = first; i < _openCount; i++)
        {
            needsTags |= _open[i].Delimiter != 0 && !CanBeDelimited(i, first, index);
        }

        for (var i = first; i < _openCount; i++)
        {
            _open[i].IsTag = needsTags || InHtml || _open[i].Mark is Marks.Underline;
        }
    }

    private bool CanBeDelimited(int place, int first, int index)
    {
        ref var mark = ref _open[place];
        var before = place == first || _open[place - 1].Delimiter == mark.Delimiter ? BeforeOpenings(place, first) : CharacterClass.Punctuation;
        var inside = FirstInside(place, index);
        var insideEnd = LastInside(place, index);
        var after = After(place, first, out var touches);

        if (touches || (_delimiterBefore == mark.Delimiter && before is not CharacterClass.Punctuation))
        {
            return false;
        }

        return CanFlank(before, inside) && CanFlank(after, insideEnd);
    }

    private CharacterClass BeforeOpenings(int place, int first)
    {
        for (var i = place - 1; i >= first; i--)
        {
            if (_open[i].Delimiter != _open[place].Delimiter)
            {
                return CharacterClass.Punctuation;
            }
        }

        // A delimiter run that has just been closed would melt with this one.
        return _delimiterBefore == _open[place].Delimiter ? CharacterClass.Other : _before;
    }

    private CharacterClass FirstInside(int place, int index)
    {
        for (var i = place + 1; i < _openCount; i++)
        {
            if (_open[i].Delimiter != _open[place].Delimiter)
            {
                return CharacterClass.Punctuation;
            }
        }

        ref readonly var piece = ref Pieces[index];
        return IsPlain(piece) ? CharacterClasses.OfFirst(_runs.TextOf(piece)) : CharacterClass.Punctuation;
    }

    private CharacterClass LastInside(int place, int index)
    {
        ref readonly var piece = ref Pieces[_open[place].End];
        var marks = piece.Marks & ~Marks.Code;

        for (var i = 0; i < _openCount; i++)
        {
            // What opens together and closes together is one run of delimiters.
            if (i <= place || (_open[i].Delimiter == _open[place].Delimiter && _open[i].End == _open[place].End && _open[i].Piece == index))
            {
                marks &= ~_open[i].Mark;
            }
        }

        return marks is Marks.None && IsPlain(piece) ? CharacterClasses.OfLast(_runs.TextOf(piece)) : CharacterClass.Punctuation;
    }

    /// <param name="touches">Whether a like delimiter follows directly, with which this one would melt.</param>
    private CharacterClass After(int place, int first, out bool touches)
    {
        touches = false;
        var end = _open[place].End;
        var remaining = Marks.None;

        for (var i = place - 1; i >= 0; i--)
        {
            if (_open[i].End > end)
            {
                remaining |= _open[i].Mark;
            }
            else if (_open[i].Delimiter != _open[place].Delimiter || (i < first && _open[i].IsTag))
            {
                return CharacterClass.Punctuation;
            }
        }

        if (end + 1 == Pieces.Length)
        {
            return CharacterClass.Space;
        }

        ref readonly var next = ref Pieces[end + 1];

        if (next.Kind is RunKind.Space)
        {
            return CharacterClass.Space;
        }

        var opening = next.Marks & ~(remaining | Marks.Code);
        var alike = _open[place].Delimiter == (byte)'~' ? Marks.Strikethrough : Marks.Bold | Marks.Italic;

        if ((opening & alike) != 0)
        {
            touches = true;
            return CharacterClass.Other;
        }

        return opening is Marks.None && IsPlain(next) ? CharacterClasses.OfFirst(_runs.TextOf(next)) : CharacterClass.Punctuation;
    }

    // Whether a delimiter between the two opens, or closes, towards the inside.
    private static bool CanFlank(CharacterClass outside, CharacterClass inside) => inside switch
    {
        CharacterClass.Space => false,
        CharacterClass.Other => true,
        _ => outside is CharacterClass.Space or CharacterClass.Punctuation,
    };

    private static bool IsPlain(in Run piece) => piece.Kind is RunKind.Text && !piece.Has(Marks.Code);

    private bool InHtml => (_context & InlineContext.Html) != 0;

    private bool OnOneLine => (_context & (InlineContext.Heading | InlineContext.Cell | InlineContext.Html)) != 0;

    private void WriteOpening(in OpenMark mark)
    {
        switch (mark.Mark)
        {
            case Marks.Link when InHtml:
                writer.Append("<a href=\""u8);
                LinkDestination.WriteHtml(_runs.LinkOf(Pieces[mark.Piece]), writer);
                writer.Append("\">"u8);
                break;
            case Marks.Link:
                writer.Append((byte)'[');
                break;
            case Marks.Colour:
                writer.Append("<span style=\""u8);
                writer.Append(TextColours.Style(Pieces[mark.Piece].Colour));
                writer.Append("\">"u8);
                break;
            default:
                writer.Append(mark.IsTag ? mark.OpeningTag : mark.Delimiters);
                break;
        }

        WroteMarkup();
        _delimiterBefore = mark.IsTag ? (byte)0 : mark.Delimiter;
    }

    private void Close()
    {
        var mark = _open[--_openCount];

        switch (mark.Mark)
        {
            case Marks.Link when InHtml:
                writer.Append("</a>"u8);
                break;
            case Marks.Link:
                writer.Append("]("u8);
                LinkDestination.WriteMarkdown(_runs.LinkOf(Pieces[mark.Piece]), writer, inTable: (_context & InlineContext.Cell) != 0);
                writer.Append((byte)')');
                break;
            case Marks.Colour:
                writer.Append("</span>"u8);
                break;
            default:
                writer.Append(mark.IsTag ? mark.ClosingTag : mark.Delimiters);
                break;
        }

        WroteMarkup();
        _delimiterBefore = mark.IsTag ? (byte)0 : mark.Delimiter;
    }

    private void WriteContent(int index)
    {
        ref readonly var piece = ref Pieces[index];
        var text = _runs.TextOf(piece);

        if (piece.Kind is RunKind.Equation)
        {
            if (_isAfterEquation)
            {
                // Two dollar signs in a row would be read as one delimiter.
                writer.Append("<!-- -->"u8);
            }

            InlineEquation.Write(text, _context, writer);
            WroteMarkup();
            _isAfterEquation = true;
            return;
        }

        if (piece.Has(Marks.Code))
        {
            CodeSpan.Write(text, _context, piece.Has(Marks.Link), writer);
            WroteMarkup();
            return;
        }

        var next = index + 1 < Pieces.Length ? Pieces[index + 1] : default;
        var isInLink = piece.Has(Marks.Link) || (_context & InlineContext.LinkText) != 0;

        _escaper.Write(text, new(
            IsLast: index + 1 == Pieces.Length,
            IsInLink: isInLink,
            PrecedesLink: next.Has(Marks.Link) && !isInLink,
            TouchesNext: next.Length > 0 && (next.Kind is not RunKind.Space || _runs.TextOf(next)[0] > ' '),
            FollowsEquation: index > 0 && Pieces[index - 1].Kind is RunKind.Equation,
            PrecedesEquation: next.Kind is RunKind.Equation,
            PrecedesCode: next.Has(Marks.Code)));

        Wrote(CharacterClasses.OfLast(text));
    }

    private void WriteSpace(ReadOnlySpan<byte> space)
    {
        while (true)
        {
            var lineEnd = space.IndexOf((byte)'\n');

            if (lineEnd < 0)
            {
                writer.Append(space);
                break;
            }

            // Markdown drops the spaces around a line break.
            _escaper.WriteLineBreak(OnOneLine);
            space = space[(lineEnd + 1)..].TrimStart(" \t"u8);
        }

        Wrote(CharacterClass.Space);
    }

    private void Wrote(CharacterClass last)
    {
        _isAfterEquation = false;
        _before = last;
        _delimiterBefore = 0;
    }

    private void WroteMarkup()
    {
        Wrote(CharacterClass.Punctuation);
        _escaper.LeaveLineStart();
    }

    private bool IsOwnLink(in Run piece)
        => !InHtml && IsPlain(piece) && LinkDestination.IsAutolink(_runs.TextOf(piece)) && _runs.TextOf(piece).SequenceEqual(_runs.LinkOf(piece));

    private void WriteAutolink(in Run piece)
    {
        writer.Append((byte)'<');
        writer.Append(_runs.TextOf(piece));
        writer.Append((byte)'>');
        WroteMarkup();
    }

    private struct OpenMark
    {
        public Marks Mark;

        /// <summary>The last piece that the mark covers.</summary>
        public int End;

        /// <summary>The first piece.</summary>
        public int Piece;
        public bool IsTag;

        public readonly byte Delimiter => Mark switch
        {
            Marks.Bold or Marks.Italic => (byte)'*',
            Marks.Strikethrough => (byte)'~',
            _ => 0,
        };

        public readonly ReadOnlySpan<byte> Delimiters => Mark switch
        {
            Marks.Bold => "**"u8,
            Marks.Italic => "*"u8,
            Marks.Strikethrough => "~~"u8,
            _ => OpeningTag,
        };

        public readonly ReadOnlySpan<byte> OpeningTag => Mark switch
        {
            Marks.Bold => "<strong>"u8,
            Marks.Italic => "<em>"u8,
            Marks.Strikethrough => "<del>"u8,
            _ => "<u>"u8,
        };

        public readonly ReadOnlySpan<byte> ClosingTag => Mark switch
        {
            Marks.Bold => "</strong>"u8,
            Marks.Italic => "</em>"u8,
            Marks.Strikethrough => "</del>"u8,
            _ => "</u>"u8,
        };
    }
}
