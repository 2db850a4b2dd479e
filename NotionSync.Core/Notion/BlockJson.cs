using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace NotionSync.Notion;

/// <summary>
/// Reads blocks in one pass over the answer's bytes. Payloads are slices of those bytes: nothing is copied, and the
/// bytes live as long as a block does. Order, absence and unknown names of properties do not matter.
/// </summary>
public static class BlockJson
{
    // Payloads are shallow; the room is for types that do not exist yet.
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 256 };

    /// <summary>Reads an answer of the block-children endpoint.</summary>
    /// <exception cref="JsonException">The bytes are not JSON, are cut off, are not a list, or promise more without saying where.</exception>
    public static BlockPage ReadPage(ReadOnlyMemory<byte> response)
    {
        var reader = Open(response);
        List<Block>? blocks = null;
        string? cursor = null;
        bool? hasMore = null;

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.TextIs("results"u8))
            {
                blocks = ReadBlocks(ref reader, response);
            }
            else if (reader.TextIs("next_cursor"u8))
            {
                reader.Read();
                cursor = reader.TokenType == JsonTokenType.String ? reader.ReadText() : null;
                reader.Skip();
            }
            else if (reader.TextIs("has_more"u8))
            {
                reader.Read();
                hasMore = ReadFlag(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        ReadToEnd(ref reader);

        if (blocks is not null)
        {
            Detach(blocks);
        }

        if (blocks is null)
        {
            throw new JsonException("The answer is not a list: it has no results.");
        }

        if (hasMore is true && string.IsNullOrEmpty(cursor))
        {
            throw new JsonException("The list says that it has more, but gives no cursor.");
        }

        return new(blocks, hasMore is false || string.IsNullOrEmpty(cursor) ? null : cursor);
    }

    /// <summary>Reads one block.</summary>
    /// <exception cref="JsonException">The bytes are not JSON, are cut off, or are not an object.</exception>
    public static Block ReadBlock(ReadOnlyMemory<byte> json)
    {
        var reader = Open(json);
        var block = ReadBlock(ref reader, json);
        ReadToEnd(ref reader);
        return block;
    }

    /// <summary>The block that a synced copy shows; null for an original and for any other type.</summary>
    public static NotionId? ReadSyncedFrom(Block block)
    {
        ArgumentNullException.ThrowIfNull(block);

        if (block.Type != "synced_block" || block.Payload.IsEmpty)
        {
            return null;
        }

        var reader = new Utf8JsonReader(block.Payload.Span, ReaderOptions);
        reader.Read();

        return MoveToProperty(ref reader, "synced_from"u8) && MoveToProperty(ref reader, "block_id"u8) ? ReadId(ref reader) : null;
    }

    // What a run of text without marks has, as Notion writes it.
    private static ReadOnlySpan<byte> NoAnnotations
        => ""","annotations":{"bold":false,"italic":false,"strikethrough":false,"underline":false,"code":false,"color":"default"}"""u8;

    private static Utf8JsonReader Open(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, ReaderOptions);

        return reader.Read() && reader.TokenType == JsonTokenType.StartObject
            ? reader
            : throw new JsonException("The answer is not a JSON object.");
    }

    // Whatever stands behind the object makes the reader throw: it is a sign of a garbled answer.
    private static void ReadToEnd(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
        }
    }

    private static List<Block> ReadBlocks(ref Utf8JsonReader reader, ReadOnlyMemory<byte> response)
    {
        reader.Read();
        var blocks = new List<Block>();

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return blocks;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                blocks.Add(ReadBlock(ref reader, response));
            }
            else
            {
                reader.Skip();
            }
        }

        return blocks;
    }

    // Takes the payloads out of the answer, so that the rest of it is free again, and out of them what most runs of text
    // repeat: so a large page takes a third of the memory until it is converted.
    private static void Detach(List<Block> blocks)
    {
        var total = 0;

        foreach (var block in blocks)
        {
            total += block.Payload.Length;
        }

        var room = ArrayPool<byte>.Shared.Rent(total);
        var ends = new int[blocks.Count];
        var length = 0;

        for (var i = 0; i < ends.Length; i++)
        {
            length += CopyShortened(blocks[i].Payload.Span, room.AsSpan(length));
            ends[i] = length;
        }

        ReadOnlyMemory<byte> payloads = room.AsSpan(0, length).ToArray();
        ArrayPool<byte>.Shared.Return(room);

        for (var i = 0; i < ends.Length; i++)
        {
            blocks[i].Payload = payloads[(i == 0 ? 0 : ends[i - 1])..ends[i]];
        }
    }

    // Where these bytes stand in JSON they are a property: within a text the quotes would be escaped.
    private static int CopyShortened(ReadOnlySpan<byte> payload, Span<byte> destination)
    {
        var length = 0;

        for (int at; (at = payload.IndexOf(NoAnnotations)) >= 0; payload = payload[(at + NoAnnotations.Length)..])
        {
            payload[..at].CopyTo(destination[length..]);
            length += at;
        }

        payload.CopyTo(destination[length..]);
        return length + payload.Length;
    }

    private static Block ReadBlock(ref Utf8JsonReader reader, ReadOnlyMemory<byte> response)
    {
        var start = (int)reader.TokenStartIndex;
        NotionId id = default;
        ReadOnlySpan<byte> type = default;
        ReadOnlyMemory<byte> payload = default;
        DateTimeOffset? lastEditedAt = null;
        bool? inTrash = null;
        var archived = false;
        var hasChildren = false;

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ReadUtf8();
            reader.Read();

            switch (name.Length)
            {
                case 2 when name.SequenceEqual("id"u8):
                    id = ReadId(ref reader) ?? default;
                    reader.Skip();
                    break;

                case 4 when name.SequenceEqual("type"u8):
                    type = reader.TokenType == JsonTokenType.String ? reader.ReadUtf8() : default;
                    reader.Skip();
                    break;

                case 8 when name.SequenceEqual("in_trash"u8):
                    inTrash = ReadFlag(ref reader);
                    break;

                // What in_trash was called before API version 2026-03-11.
                case 8 when name.SequenceEqual("archived"u8):
                    archived = ReadFlag(ref reader) is true;
                    break;

                case 12 when name.SequenceEqual("has_children"u8):
                    hasChildren = ReadFlag(ref reader) is true;
                    break;

                case 16 when name.SequenceEqual("last_edited_time"u8):
                    lastEditedAt = reader is { TokenType: JsonTokenType.String, ValueIsEscaped: false } && reader.TryGetDateTimeOffset(out var time) ? time : null;
                    reader.Skip();
                    break;

                default:
                    var isPayload = name.Length > 0 && name.SequenceEqual(type);
                    var value = ReadValue(ref reader, response);
                    payload = isPayload ? value : payload;
                    break;
            }
        }

        if (payload.IsEmpty && !type.IsEmpty)
        {
            // The payload came before the type said which property it is.
            payload = FindValue(response[start..(int)reader.BytesConsumed], type);
        }

        return new()
        {
            Id = id,
            Type = BlockTypeNames.Get(type),
            HasChildren = hasChildren,
            InTrash = inTrash ?? archived,
            LastEditedAt = lastEditedAt,
            Payload = payload,
        };
    }

    private static ReadOnlyMemory<byte> FindValue(ReadOnlyMemory<byte> json, ReadOnlySpan<byte> name)
    {
        var reader = new Utf8JsonReader(json.Span, ReaderOptions);
        reader.Read();

        return MoveToProperty(ref reader, name) ? ReadValue(ref reader, json) : default;
    }

    // Moves from the start of an object to the value of its property, if it is there.
    private static bool MoveToProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.TextIs(name);
            reader.Read();

            if (found)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    // Null is no value: nobody has to look for it in a payload.
    private static ReadOnlyMemory<byte> ReadValue(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        var isNull = reader.TokenType == JsonTokenType.Null;
        reader.Skip();
        return isNull ? default : json[start..(int)reader.BytesConsumed];
    }

    private static bool? ReadFlag(ref Utf8JsonReader reader)
    {
        bool? flag = reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => null,
        };

        reader.Skip();
        return flag;
    }

    // With or without dashes.
    private static NotionId? ReadId(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return null;
        }

        var text = reader.ValueSpan;
        var format = text.Length == 32 ? 'N' : 'D';

        return Utf8Parser.TryParse(text, out Guid id, out var length, format) && length == text.Length ? new NotionId(id) : null;
    }
}
