using System.Buffers;
using System.Text;
using System.Text.Json;

namespace NotionSync.Streams;

/// <summary>Lines of newline-delimited JSON.</summary>
public static class RecordLine
{
    private static readonly SearchValues<byte> LineBreaks = SearchValues.Create("\r\n"u8);

    /// <summary>Writes <c>{"type":"record","stream":"…","data":{…}}</c> and a line feed.</summary>
    public static void Write(IBufferWriter<byte> output, string stream, ReadOnlySpan<byte> record)
    {
        output.Write("{\"type\":\"record\",\"stream\":\""u8);
        Encoding.UTF8.GetBytes(stream.AsSpan(), output);
        output.Write("\",\"data\":"u8);
        WriteOnOneLine(output, record);
        output.Write("}\n"u8);
    }

    /// <summary>Writes JSON without line breaks. Notion sends none; what stands before it may.</summary>
    public static void WriteOnOneLine(IBufferWriter<byte> output, ReadOnlySpan<byte> json)
    {
        if (!json.ContainsAny(LineBreaks))
        {
            output.Write(json);
            return;
        }

        using var document = JsonDocument.Parse(json.ToArray(), new() { MaxDepth = 256 });
        using var writer = new Utf8JsonWriter(output, new() { SkipValidation = true });
        document.WriteTo(writer);
    }

    /// <summary>Writes any JSON object and a line feed.</summary>
    public static void Write(IBufferWriter<byte> output, Action<Utf8JsonWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);

        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }
}
