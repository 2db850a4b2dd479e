using System.Runtime.InteropServices;

namespace NotionSync.Markdown.Inlines;

/// <summary>Runs of text and their bytes, in buffers that are used again for each block.</summary>
internal sealed class RunList
{
    private readonly List<Run> _runs = [];
    private byte[] _text = new byte[1024];
    private int _textLength;

    public int Count => _runs.Count;

    public bool IsEmpty => _runs.Count == 0;

    public Span<Run> Runs => CollectionsMarshal.AsSpan(_runs);

    public ReadOnlySpan<byte> Bytes => _text.AsSpan(0, _textLength);

    public ReadOnlySpan<byte> TextOf(in Run run) => _text.AsSpan(run.Start, run.Length);

    public ReadOnlySpan<byte> LinkOf(in Run run) => _text.AsSpan(run.LinkStart, run.LinkLength);

    public bool HaveSameLink(in Run one, in Run other)
        => (one.Marks & Marks.Link) == (other.Marks & Marks.Link)
            && (one.LinkStart == other.LinkStart || LinkOf(one).SequenceEqual(LinkOf(other)));

    public void Clear()
    {
        _runs.Clear();
        _textLength = 0;
    }

    public void Add(in Run run) => _runs.Add(run);

    public void Add(ReadOnlySpan<byte> text, RunKind kind = RunKind.Text)
    {
        var start = AddBytes(text);
        _runs.Add(new Run { Start = start, Length = _textLength - start, Kind = kind });
    }

    public void Add(string text) => Add(System.Text.Encoding.UTF8.GetBytes(text));

    public void MarkAll(Marks marks)
    {
        foreach (ref var run in Runs)
        {
            run.Marks |= marks;
        }
    }

    /// <summary>Makes each run a link whose address is its text.</summary>
    public void LinkAllToItself()
    {
        foreach (ref var run in Runs)
        {
            run.Marks |= Marks.Link;
            run.LinkStart = run.Start;
            run.LinkLength = run.Length;
        }
    }

    public void LinkAllTo(ReadOnlySpan<byte> url)
    {
        var start = AddBytes(url);

        foreach (ref var run in Runs)
        {
            run.Marks |= Marks.Link;
            run.LinkStart = start;
            run.LinkLength = url.Length;
        }
    }

    /// <summary>The text without its marks, on one line.</summary>
    public string PlainText()
    {
        var text = new System.Text.StringBuilder();

        foreach (ref var run in Runs)
        {
            text.Append(System.Text.Encoding.UTF8.GetString(TextOf(run)));
        }

        return text.Replace('\n', ' ').ToString().Trim();
    }

    /// <returns>Where the bytes start.</returns>
    public int AddBytes(ReadOnlySpan<byte> bytes)
    {
        var start = _textLength;
        bytes.CopyTo(Reserve(bytes.Length));
        _textLength += bytes.Length;
        return start;
    }

    /// <summary>Room for text that is then taken in by <see cref="Commit"/>.</summary>
    public Span<byte> Reserve(int count)
    {
        if (_text.Length - _textLength < count)
        {
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _textLength + count));
        }

        return _text.AsSpan(_textLength);
    }

    /// <returns>Where the bytes start.</returns>
    public int Commit(int count)
    {
        var start = _textLength;
        _textLength += count;
        return start;
    }
}
