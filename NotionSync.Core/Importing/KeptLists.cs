using System.Buffers;
using System.Text.Json;
using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>
/// Lists that were fetched for an item, kept as one answer each, so that nothing is asked for again when the item goes
/// on later. They lie compressed: a hundred rows take about a tenth of what Notion sent.
/// </summary>
internal sealed class KeptLists(FetchedAnswers fetched)
{
    /// <summary>The list as it was kept, or as it comes now.</summary>
    /// <param name="key">Names the answer among those for the id.</param>
    /// <param name="jsonOf">The JSON that makes an item again when it is read.</param>
    public async Task<ReadOnlyMemory<byte>> GetAsync<T>(NotionId id, string key, Func<Task<NotionList<T>>> ask, Func<T, ReadOnlyMemory<byte>> jsonOf)
    {
        if (fetched.TryGet(id, key, out var known) && known is { } kept)
        {
            return kept;
        }

        var packed = Packed.Pack(Write(await ask(), jsonOf).WrittenSpan);
        fetched.Set(id, key, packed);
        return packed;
    }

    public static NotionList<T> Read<T>(ReadOnlyMemory<byte> kept, Func<ReadOnlyMemory<byte>, T> readItem) => NotionJson.ReadList(Packed.Unpack(kept.Span), readItem);

    private static ArrayBufferWriter<byte> Write<T>(NotionList<T> list, Func<T, ReadOnlyMemory<byte>> jsonOf)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(bytes);

        writer.WriteStartObject();
        writer.WriteStartArray("results");

        foreach (var item in list.Items)
        {
            writer.WriteRawValue(jsonOf(item).Span, skipInputValidation: true);
        }

        writer.WriteEndArray();
        writer.WriteString("next_cursor", list.NextCursor);

        if (list.Incomplete)
        {
            writer.WriteStartObject("request_status");
            writer.WriteString("type", "incomplete");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        return bytes;
    }
}
