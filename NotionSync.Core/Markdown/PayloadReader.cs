using System.Text.Json;
using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown;

/// <summary>
/// Walks the properties of a block's payload: <see cref="NextProperty"/>, then either one of the reads, or nothing to
/// skip the value. A value of another type than expected reads as empty.
/// </summary>
internal ref struct PayloadReader
{
    private readonly ReadOnlySpan<byte> _json;
    private TokenReader _reader;
    private ReadOnlySpan<byte> _name;
    private bool _isValuePending;

    public PayloadReader(Block block)
        : this(block.Payload.Span)
    {
    }

    public PayloadReader(ReadOnlySpan<byte> json)
    {
        _json = json;
        _reader = new(json);

        if (json.IsEmpty || !_reader.Read() || _reader.TokenType != JsonTokenType.StartObject)
        {
            _json = default;
        }
    }

    public readonly ReadOnlySpan<byte> Name => _name;

    public bool NextProperty()
    {
        if (_json.IsEmpty)
        {
            return false;
        }

        if (_isValuePending)
        {
            _reader.Skip();
        }

        _isValuePending = false;

        if (!_reader.Read() || _reader.TokenType != JsonTokenType.PropertyName)
        {
            return false;
        }

        _name = _reader.ValueSpan;
        _reader.Read();
        _isValuePending = true;
        return true;
    }

    /// <summary>Goes into the object that is the value. Its properties follow until <see cref="NextProperty"/> is false.</summary>
    public bool Enter()
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        _isValuePending = false;
        return true;
    }

    /// <summary>Goes into the array that is the value. Its elements follow until <see cref="NextElement"/> is false.</summary>
    public bool EnterArray()
    {
        if (_reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        _isValuePending = false;
        return true;
    }

    public bool NextElement()
    {
        if (_isValuePending)
        {
            _reader.Skip();
        }

        _isValuePending = _reader.Read() && _reader.TokenType != JsonTokenType.EndArray;
        return _isValuePending;
    }

    public readonly bool Is(ReadOnlySpan<byte> name) => _name.SequenceEqual(name);

    /// <summary>Whether this is the property of the text; <c>text</c> is what API versions before 2022-02-22 called it.</summary>
    public readonly bool IsText => Is("rich_text"u8) || Is("text"u8);

    public void ReadRichText(RunList runs)
    {
        _isValuePending = false;
        RichTextReader.Read(ref _reader, _json, runs);
    }

    public readonly bool IsTrue => _reader.TokenType == JsonTokenType.True;

    public readonly int? ReadInt() => _reader.TokenType == JsonTokenType.Number && _reader.TryGetInt32(out var value) ? value : null;

    public readonly NotionId? ReadId() => NotionId.TryParse(ReadString(), out var id) ? id : null;

    /// <summary>The text of a short value; empty where it is none.</summary>
    public readonly string ReadString()
    {
        if (_reader.TokenType != JsonTokenType.String)
        {
            return string.Empty;
        }

        var room = new byte[_reader.ValueSpan.Length];
        return System.Text.Encoding.UTF8.GetString(room, 0, JsonText.Copy(_reader.ValueSpan, room));
    }

    public void ReadString(RunList runs, RunKind kind = RunKind.Text)
    {
        runs.Clear();

        if (_reader.TokenType == JsonTokenType.String)
        {
            var length = JsonText.Copy(_reader.ValueSpan, runs.Reserve(_reader.ValueSpan.Length));
            runs.Add(new Run { Start = runs.Commit(length), Length = length, Kind = kind });
        }
    }

    public readonly bool ValueEquals(ReadOnlySpan<byte> text) => _reader.TokenType == JsonTokenType.String && _reader.TextIs(text);
}
