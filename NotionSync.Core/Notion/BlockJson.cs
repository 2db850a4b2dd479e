using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using NotionSync.Markdown.Inlines;

namespace NotionSync.Notion;

/// <summary>
/// Reads blocks in one pass over the answer's bytes, which are free again afterwards: payloads are copies, without what
/// they repeat. Order, absence and unknown names of properties do not matter.
/// </summary>
public static class BlockJson
{
    /// <summary>Reads an answer of the block-children endpoint.</summary>
    /// <exception cref="JsonException">The bytes are not JSON, are cut off, are not a list, or promise more without saying where.</exception>
    public static BlockPage ReadPage(ReadOnlyMemory<byte> response)
    {
        List<Block>? blocks = null;
        string? cursor = null;
        bool? hasMore = null;

        var room = ArrayPool<byte>.Shared.Rent(response.Length);
        var payloads = new PayloadCopier(room);
        var json = new JsonWalker(response.Span);

        if (!json.EnterObject())
        {
            throw new JsonException("The answer is not a JSON object.");
        }

        while (json.NextProperty())
        {
            switch (JsonText.Unescape(json.Name))
            {
                case var name when name.SequenceEqual("results"u8):
                    blocks = ReadBlocks(ref json, payloads);
                    break;
                case var name when name.SequenceEqual("next_cursor"u8):
                    cursor = json.TryReadText(out var text) ? Encoding.UTF8.GetString(text) : null;
                    break;
                case var name when name.SequenceEqual("has_more"u8):
                    hasMore = ReadFlag(ref json);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        json.End();

        if (blocks is null)
        {
            throw new JsonException("The answer is not a list: it has no results.");
        }

        if (hasMore is true && string.IsNullOrEmpty(cursor))
        {
            throw new JsonException("The list says that it has more, but gives no cursor.");
        }

        Detach(blocks);
        ArrayPool<byte>.Shared.Return(room);
        return new(blocks, hasMore is false || string.IsNullOrEmpty(cursor) ? null : cursor);
    }

    /// <summary>Reads one block.</summary>
    /// <exception cref="JsonException">The bytes are not JSON, are cut off, or are not an object.</exception>
    public static Block ReadBlock(ReadOnlyMemory<byte> json)
    {
        var payloads = new PayloadCopier(new byte[json.Length]);
        var walker = new JsonWalker(json.Span);
        var block = ReadBlock(ref walker, payloads) ?? throw new JsonException("The answer is not a JSON object.");
        walker.End();
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

        var payload = new JsonWalker(block.Payload.Span);
        return MoveTo("synced_from"u8, ref payload) && MoveTo("block_id"u8, ref payload) ? ReadId(ref payload) : null;
    }

    private static List<Block> ReadBlocks(ref JsonWalker json, PayloadCopier payloads)
    {
        var blocks = new List<Block>();

        if (!json.EnterArray())
        {
            json.Skip();
            return blocks;
        }

        while (json.NextElement())
        {
            if (ReadBlock(ref json, payloads) is { } block)
            {
                blocks.Add(block);
            }
        }

        return blocks;
    }

    // Null where something else than an object stands.
    private static Block? ReadBlock(ref JsonWalker json, PayloadCopier payloads)
    {
        var block = json;
        NotionId id = default;
        ReadOnlySpan<byte> type = default;
        ReadOnlyMemory<byte> payload = default;
        DateTimeOffset? lastEditedAt = null;
        bool? inTrash = null;
        var archived = false;
        var hasChildren = false;

        if (!json.EnterObject())
        {
            json.Skip();
            return null;
        }

        while (json.NextProperty())
        {
            var name = JsonText.Unescape(json.Name);

            switch (name.Length)
            {
                case 2 when name.SequenceEqual("id"u8):
                    id = ReadId(ref json) ?? default;
                    break;
                case 4 when name.SequenceEqual("type"u8):
                    json.TryReadText(out type);
                    break;
                case 8 when name.SequenceEqual("in_trash"u8):
                    inTrash = ReadFlag(ref json);
                    break;
                // What in_trash was called before API version 2026-03-11.
                case 8 when name.SequenceEqual("archived"u8):
                    archived = ReadFlag(ref json) is true;
                    break;
                case 12 when name.SequenceEqual("has_children"u8):
                    hasChildren = ReadFlag(ref json) is true;
                    break;
                case 16 when name.SequenceEqual("last_edited_time"u8):
                    lastEditedAt = ReadTime(ref json);
                    break;
                case > 0 when name.SequenceEqual(type):
                    payload = json.TrySkip("null"u8) ? payload : payloads.Copy(ref json);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        // It may have come before the type said which property it is. Null is no value: nobody has to look for it.
        if (payload.IsEmpty && !type.IsEmpty && MoveTo(type, ref block) && !block.TrySkip("null"u8))
        {
            payload = payloads.Copy(ref block);
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

    // Goes from an object to the value of its property, if it is there.
    private static bool MoveTo(ReadOnlySpan<byte> name, ref JsonWalker json)
    {
        if (!json.EnterObject())
        {
            return false;
        }

        while (json.NextProperty())
        {
            if (JsonText.Unescape(json.Name).SequenceEqual(name))
            {
                return true;
            }

            json.Skip();
        }

        return false;
    }

    private static bool? ReadFlag(ref JsonWalker json) => json.Skip() switch
    {
        var value when value.SequenceEqual("true"u8) => true,
        var value when value.SequenceEqual("false"u8) => false,
        _ => null,
    };

    private static DateTimeOffset? ReadTime(ref JsonWalker json)
    {
        var reader = new Utf8JsonReader(json.Skip());
        reader.Read();
        return reader is { TokenType: JsonTokenType.String, ValueIsEscaped: false } && reader.TryGetDateTimeOffset(out var time) ? time : null;
    }

    // With or without dashes.
    private static NotionId? ReadId(ref JsonWalker json)
    {
        var format = json.TryReadText(out var text) && text.Length == 32 ? 'N' : 'D';
        return Utf8Parser.TryParse(text, out Guid id, out var length, format) && length == text.Length ? new NotionId(id) : null;
    }

    // Out of the room that the payloads share with those of other answers.
    private static void Detach(List<Block> blocks)
    {
        var total = 0;

        foreach (var block in blocks)
        {
            total += block.Payload.Length;
        }

        var payloads = GC.AllocateUninitializedArray<byte>(total);
        var start = 0;

        foreach (var block in blocks)
        {
            block.Payload.CopyTo(payloads.AsMemory(start));
            block.Payload = payloads.AsMemory(start, block.Payload.Length);
            start += block.Payload.Length;
        }
    }
}
