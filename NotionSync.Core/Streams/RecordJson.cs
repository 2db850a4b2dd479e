using System.Buffers;
using System.Text.Json;

namespace NotionSync.Streams;

/// <summary>
/// Makes records of Notion's objects. What Notion sent is copied byte by byte, but for two places that tables cannot take
/// and that are written as Airbyte's connector writes them: properties as a list, and a bot's owner under one name.
/// </summary>
internal static class RecordJson
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    /// <summary>A page, data source or database: <c>"properties":{"Name":{…}}</c> becomes <c>[{"name":"Name","value":{…}}]</c>.</summary>
    public static ReadOnlyMemory<byte> OfObject(ReadOnlyMemory<byte> json)
    {
        json = WithoutRequestId(json);
        var reader = new Utf8JsonReader(json.Span, Options);

        if (!MoveTo(ref reader, "properties"u8) || reader.TokenType != JsonTokenType.StartObject)
        {
            return json;
        }

        var output = new ArrayBufferWriter<byte>(json.Length + 1024);
        output.Write(json.Span[..(int)reader.TokenStartIndex]);
        output.Write("["u8);
        var isFirst = true;

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // With its quotes and escapes, as it came.
            var name = json.Span.Slice((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();

            output.Write(isFirst ? "{\"name\":"u8 : ",{\"name\":"u8);
            output.Write(name);
            output.Write(",\"value\":"u8);
            output.Write(json.Span[start..(int)reader.BytesConsumed]);
            output.Write("}"u8);
            isFirst = false;
        }

        output.Write("]"u8);
        output.Write(json.Span[(int)reader.BytesConsumed..]);
        return output.WrittenMemory;
    }

    /// <summary>A user: <c>bot.owner.user</c> becomes <c>bot.owner.info</c>.</summary>
    public static ReadOnlyMemory<byte> OfUser(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, Options);

        if (!MoveTo(ref reader, "bot"u8) || !MoveTo(ref reader, "owner"u8) || !MoveTo(ref reader, "user"u8, out var start, out var end))
        {
            return json;
        }

        var output = new ArrayBufferWriter<byte>(json.Length);
        output.Write(json.Span[..start]);
        output.Write("\"info\""u8);
        output.Write(json.Span[end..]);
        return output.WrittenMemory;
    }

    // Single objects carry the id of the request, another one each time: it is no part of the thing.
    private static ReadOnlyMemory<byte> WithoutRequestId(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, Options);

        if (!MoveTo(ref reader, "request_id"u8, out var start, out _))
        {
            return json;
        }

        reader.Skip();
        var end = (int)reader.BytesConsumed;
        var before = json.Span[..start].LastIndexOfAnyExcept(" \t\r\n"u8);

        if (before >= 0 && json.Span[before] == (byte)',')
        {
            start = before;
        }
        else
        {
            reader.Read();
            end = reader.TokenType == JsonTokenType.PropertyName ? (int)reader.TokenStartIndex : end;
        }

        var output = new ArrayBufferWriter<byte>(json.Length);
        output.Write(json.Span[..start]);
        output.Write(json.Span[end..]);
        return output.WrittenMemory;
    }

    private static bool MoveTo(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => MoveTo(ref reader, name, out _, out _);

    private static bool MoveTo(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, out int start, out int end)
    {
        (start, end) = (0, 0);

        if (reader.TokenType == JsonTokenType.None)
        {
            reader.Read();
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isFound = reader.ValueTextEquals(name);
            start = (int)reader.TokenStartIndex;
            end = start + reader.ValueSpan.Length + 2;
            reader.Read();

            if (isFound)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}
