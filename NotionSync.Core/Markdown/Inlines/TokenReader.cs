using System.Buffers;
using System.Buffers.Text;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Json;

namespace NotionSync.Markdown.Inlines;

/// <summary>
/// Goes over JSON that has been checked before, as payloads are: the same tokens as <see cref="Utf8JsonReader"/> gives,
/// without checking them again, and with jumps over what nobody reads.
/// </summary>
internal ref struct TokenReader(ReadOnlySpan<byte> json)
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> AfterScalar = SearchValues.Create(",]} \n\r\t"u8);

    private readonly ReadOnlySpan<byte> _json = json;
    private int _next;

    public JsonTokenType TokenType { get; private set; }

    /// <summary>Where the token begins; of a text, its opening quote.</summary>
    public int TokenStart { get; private set; }

    /// <summary>The name, text or number, as it stands in the JSON.</summary>
    public ReadOnlySpan<byte> ValueSpan { get; private set; }

    /// <summary>Goes to the next token; false at the end.</summary>
    public bool Read()
    {
        var at = _next;

        // Nothing but white space, commas and colons stands between tokens.
        while ((uint)at < (uint)_json.Length && _json[at] is (byte)',' or (byte)':' or <= (byte)' ')
        {
            at++;
        }

        if ((uint)at >= (uint)_json.Length)
        {
            TokenType = JsonTokenType.None;
            return false;
        }

        TokenStart = at;

        switch (_json[at])
        {
            case (byte)'"':
                ReadText(at);
                return true;
            case (byte)'{':
                return Take(JsonTokenType.StartObject);
            case (byte)'}':
                return Take(JsonTokenType.EndObject);
            case (byte)'[':
                return Take(JsonTokenType.StartArray);
            case (byte)']':
                return Take(JsonTokenType.EndArray);
            default:
                ReadScalar(at);
                return true;
        }
    }

    /// <summary>Goes to the end of the object or array that begins here; stays where anything else stands.</summary>
    public void Skip()
    {
        if (TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return;
        }

        var at = _next;

        for (var depth = 1; depth > 0;)
        {
            var step = _json[at..].IndexOfAny(Structure);

            if (step < 0)
            {
                at = _json.Length;
                break;
            }

            at += step;

            switch (_json[at])
            {
                case (byte)'"':
                    at = EndOfText(at) + 1;
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    at++;
                    break;
                default:
                    depth--;
                    at++;
                    break;
            }

            at = Math.Min(at, _json.Length);
        }

        _next = at;
        TokenType = TokenType is JsonTokenType.StartObject ? JsonTokenType.EndObject : JsonTokenType.EndArray;
    }

    /// <summary>Goes past the value that begins here, if it is exactly these bytes.</summary>
    public bool TrySkip(ReadOnlySpan<byte> value)
    {
        if (!_json[TokenStart..].StartsWith(value))
        {
            return false;
        }

        _next = TokenStart + value.Length;
        return true;
    }

    public readonly bool TryGetInt32(out int value)
        => Utf8Parser.TryParse(ValueSpan, out value, out var length) && length == ValueSpan.Length;

    /// <summary>Whether the name or text is this one, however it is escaped.</summary>
    public readonly bool TextIs(ReadOnlySpan<byte> text) => JsonText.Unescape(ValueSpan).SequenceEqual(text);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Take(JsonTokenType type)
    {
        TokenType = type;
        ValueSpan = default;
        _next = TokenStart + 1;
        return true;
    }

    private void ReadText(int start)
    {
        var end = EndOfText(start);
        ValueSpan = _json[(start + 1)..end];
        _next = Math.Min(end + 1, _json.Length);

        // In checked JSON a colon follows a name and nothing else.
        var after = _next;

        while ((uint)after < (uint)_json.Length && _json[after] <= ' ')
        {
            after++;
        }

        TokenType = (uint)after < (uint)_json.Length && _json[after] == ':' ? JsonTokenType.PropertyName : JsonTokenType.String;
    }

    private void ReadScalar(int start)
    {
        var length = _json[start..].IndexOfAny(AfterScalar);
        ValueSpan = length < 0 ? _json[start..] : _json.Slice(start, length);
        _next = start + ValueSpan.Length;
        TokenType = _json[start] switch
        {
            (byte)'t' => JsonTokenType.True,
            (byte)'f' => JsonTokenType.False,
            (byte)'n' => JsonTokenType.Null,
            _ => JsonTokenType.Number,
        };
    }

    // Where the closing quote stands.
    private readonly int EndOfText(int start)
    {
        var at = start + 1;

        // Names and most values are shorter than a vector: no call is needed for them.
        if (Vector128.IsHardwareAccelerated && _json.Length - at >= Vector128<byte>.Count)
        {
            var bytes = Vector128.Create(_json.Slice(at, Vector128<byte>.Count));
            var found = (Vector128.Equals(bytes, Vector128.Create((byte)'"')) | Vector128.Equals(bytes, Vector128.Create((byte)'\\'))).ExtractMostSignificantBits();

            if (found == 0)
            {
                at += Vector128<byte>.Count;
            }
            else if (_json[at + BitOperations.TrailingZeroCount(found)] == '"')
            {
                return at + BitOperations.TrailingZeroCount(found);
            }
        }

        while (true)
        {
            var step = _json[at..].IndexOfAny((byte)'"', (byte)'\\');

            if (step < 0)
            {
                return _json.Length;
            }

            at += step;

            if (_json[at] == '"')
            {
                return at;
            }

            // What is escaped is passed over, quotes and backslashes among it.
            at = Math.Min(at + 2, _json.Length);
        }
    }
}
