namespace NotionSync.Notion;

/// <summary>
/// Copies payloads out of an answer, so that the rest of it is free again, without what runs of text say twice or leave
/// unsaid: so a large page takes a quarter of the memory until it is converted, and there is less to read then.
/// </summary>
/// <param name="room">As many bytes as the answer has are always enough.</param>
internal sealed class PayloadCopier(byte[] room)
{
    private int _length;

    // What a run of text without marks has, as Notion writes it.
    private static ReadOnlySpan<byte> NoAnnotations
        => """{"bold":false,"italic":false,"strikethrough":false,"underline":false,"code":false,"color":"default"}"""u8;

    private static ReadOnlySpan<byte> Content => """{"content":"""u8;

    /// <summary>Copies the value that comes next; the copy lives as long as the room.</summary>
    public ReadOnlyMemory<byte> Copy(ref JsonWalker json)
    {
        var start = _length;
        CopyValue(ref json);
        return room.AsMemory(start, _length - start);
    }

    private void CopyValue(ref JsonWalker json)
    {
        if (json.EnterObject())
        {
            CopyObject(ref json);
        }
        else if (json.EnterArray())
        {
            CopyArray(ref json);
        }
        else
        {
            Write(json.Skip());
        }
    }

    private void CopyArray(ref JsonWalker json)
    {
        Write((byte)'[');

        for (var isFirst = true; json.NextElement(); isFirst = false)
        {
            if (!isFirst)
            {
                Write((byte)',');
            }

            CopyValue(ref json);
        }

        Write((byte)']');
    }

    private void CopyObject(ref JsonWalker json)
    {
        ReadOnlySpan<byte> text = default;
        ReadOnlySpan<byte> plainText = default;
        ReadOnlySpan<byte> href = default;
        Write((byte)'{');

        while (json.NextProperty())
        {
            var name = json.Name;

            switch (name.Length)
            {
                case 4 when name.SequenceEqual("text"u8) && json.Rest.StartsWith(Content):
                    // Whether it says more than the plain text does is known at the end.
                    text = json.Skip();
                    break;
                case 4 when name.SequenceEqual("type"u8) && json.TrySkip("\"text\""u8):
                case 4 when name.SequenceEqual("href"u8) && json.TrySkip("null"u8):
                case 5 when name.SequenceEqual("color"u8) && json.TrySkip("\"default\""u8):
                case 11 when name.SequenceEqual("annotations"u8) && json.TrySkip(NoAnnotations):
                    break;
                case 11 when name.SequenceEqual("annotations"u8) && json.EnterObject():
                    WriteName(name);
                    CopyMarks(ref json);
                    break;
                case 4 when name.SequenceEqual("href"u8):
                    WriteProperty(name, href = json.Skip());
                    break;
                case 10 when name.SequenceEqual("plain_text"u8):
                    WriteProperty(name, plainText = json.Skip());
                    break;
                default:
                    WriteName(name);
                    CopyValue(ref json);
                    break;
            }
        }

        if (!text.IsEmpty && !IsRepetition(text, plainText, href))
        {
            WriteProperty("text"u8, text);
        }

        Write((byte)'}');
    }

    // Only what is set.
    private void CopyMarks(ref JsonWalker json)
    {
        Write((byte)'{');

        while (json.NextProperty())
        {
            if (!json.TrySkip("false"u8) && !json.TrySkip("\"default\""u8))
            {
                WriteProperty(json.Name, json.Skip());
            }
        }

        Write((byte)'}');
    }

    // As Notion writes it: {"content":PLAIN_TEXT,"link":null} or {"content":PLAIN_TEXT,"link":{"url":HREF}}.
    private static bool IsRepetition(ReadOnlySpan<byte> text, ReadOnlySpan<byte> plainText, ReadOnlySpan<byte> href)
        => TryTake(ref text, Content) && TryTake(ref text, plainText)
            && (text.SequenceEqual(""","link":null}"""u8)
                || (TryTake(ref text, ""","link":{"url":"""u8) && TryTake(ref text, href) && text.SequenceEqual("}}"u8)));

    private static bool TryTake(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> start)
    {
        if (!text.StartsWith(start))
        {
            return false;
        }

        text = text[start.Length..];
        return true;
    }

    private void WriteProperty(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        WriteName(name);
        Write(value);
    }

    private void WriteName(ReadOnlySpan<byte> name)
    {
        if (room[_length - 1] != '{')
        {
            Write((byte)',');
        }

        Write((byte)'"');
        Write(name);
        Write((byte)'"');
        Write((byte)':');
    }

    private void Write(byte value) => room[_length++] = value;

    private void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(room.AsSpan(_length));
        _length += bytes.Length;
    }
}
