namespace NotionSync.Markdown;

/// <summary>
/// Owns the layout of the Markdown text: what stands before each line (indentation, quote marks) and what stands
/// between blocks. Renderers say where a block starts and what contains it, and never count spaces or line ends.
/// </summary>
internal sealed class MarkdownWriter(int capacity = 1024)
{
    private readonly List<Container> _containers = [];
    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(capacity);
    private byte[] _prefix = new byte[64];
    private int _length;
    private int _prefixLength;
    private Container _current = new() { IsEmpty = true };

    /// <summary>How two blocks of one container stand to each other.</summary>
    internal enum Join
    {
        BlankLine,
        NextLine,
    }

    /// <summary>How many containers (list items, quotes) the next line stands in.</summary>
    public int Depth => _containers.Count;

    /// <summary>
    /// The marker of the list that ended right before the cursor, zero where something else stands there. A list that
    /// follows must use another marker, or Markdown takes the two for one.
    /// </summary>
    public byte ListBefore
    {
        get => _current.ListBefore;
        set => _current.ListBefore = value;
    }

    /// <summary>Whether the text of a list item stands right before the cursor, so that a list may follow on the next line.</summary>
    public bool FollowsItemText => _current.FollowsItemText;

    /// <summary>Whether the next block begins on the line of its container's marker.</summary>
    public bool IsAfterMarker => _current is { IsEmpty: true, HasMarker: true };

    /// <summary>Whether the innermost container is a list item, and not a quote.</summary>
    public bool IsInListItem => _current.IsListItem;

    /// <summary>What has been written; not to be used any more once more is written.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    /// <summary>Begins a block: ends the line of the block before it and writes what every line here begins with.</summary>
    public void StartBlock(Join join = Join.BlankLine)
    {
        _current.ListBefore = 0;
        _current.FollowsItemText = false;

        if (!_current.IsEmpty)
        {
            NewLine(join is Join.BlankLine);
            return;
        }

        _current.IsEmpty = false;

        if (_current.HasMarker)
        {
            Append((byte)' ');
        }
    }

    /// <summary>
    /// Opens a list item or a quote inside the block just started. Its content stands on the same line, one space
    /// after the marker; its further lines begin with <paramref name="continuation"/>.
    /// </summary>
    public void Open(ReadOnlySpan<byte> marker, ReadOnlySpan<byte> continuation)
    {
        Append(marker);
        _containers.Add(_current);
        _current = new() { IsEmpty = true, HasMarker = true, IsListItem = continuation[0] == ' ', PrefixLength = _prefixLength };

        if (_prefixLength + continuation.Length > _prefix.Length)
        {
            Array.Resize(ref _prefix, Math.Max(_prefix.Length * 2, _prefixLength + continuation.Length));
        }

        continuation.CopyTo(_prefix.AsSpan(_prefixLength));
        _prefixLength += continuation.Length;
    }

    /// <summary>Begins the text of the list item just opened.</summary>
    public void StartItemText()
    {
        StartBlock();
        _current.FollowsItemText = true;
    }

    /// <summary>Writes what stands before the document. It must end in a line feed; the first block follows after an empty line.</summary>
    public void AppendFrontMatter(string text)
    {
        if (text.Length > 0)
        {
            Append(text[..^1]);
            _current.IsEmpty = false;
        }
    }

    public void Close()
    {
        _prefixLength = _current.PrefixLength;
        _current = _containers[^1];
        _containers.RemoveAt(_containers.Count - 1);
    }

    /// <summary>Ends the line and begins the next one of the same block.</summary>
    public void NewLine() => NewLine(afterBlankLine: false);

    /// <summary>An empty line within a block, as code may have.</summary>
    public void EmptyLine()
    {
        Append((byte)'\n');
        Append(_prefix.AsSpan(0, _prefixLength).TrimEnd((byte)' '));
    }

    public void Append(byte value)
    {
        if (_length == _buffer.Length)
        {
            Grow(1);
        }

        _buffer[_length++] = value;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>Writes plain text that holds no line end.</summary>
    public void Append(string text)
    {
        var free = Reserve(System.Text.Encoding.UTF8.GetMaxByteCount(text.Length));
        _length += System.Text.Encoding.UTF8.GetBytes(text, free);
    }

    public void Append(int number)
    {
        number.TryFormat(Reserve(11), out var written, default, System.Globalization.CultureInfo.InvariantCulture);
        _length += written;
    }

    /// <summary>Writes the name by which links reach this place.</summary>
    public void AppendAnchor(Notion.NotionId id)
    {
        Append("<a id=\""u8);
        Append(NotionUrls.Anchor(id));
        Append("\"></a>"u8);
    }

    public void AppendRepeated(byte value, int count)
    {
        Reserve(count)[..count].Fill(value);
        _length += count;
    }

    private void NewLine(bool afterBlankLine)
    {
        if (afterBlankLine)
        {
            EmptyLine();
        }

        Append((byte)'\n');
        Append(_prefix.AsSpan(0, _prefixLength));
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Grow(count);
        }

        return _buffer.AsSpan(_length);
    }

    private void Grow(int count)
    {
        var larger = GC.AllocateUninitializedArray<byte>(Math.Max((int)Math.Min(_buffer.Length * 2L, Array.MaxLength), checked(_length + count)));
        Written.Span.CopyTo(larger);
        _buffer = larger;
    }

    private struct Container
    {
        public bool IsEmpty;
        public bool HasMarker;
        public bool IsListItem;
        public bool FollowsItemText;
        public byte ListBefore;
        public int PrefixLength;
    }
}
