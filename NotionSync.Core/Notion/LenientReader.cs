using System.Text.Json;
using NotionSync.Markdown.Inlines;

namespace NotionSync.Notion;

/// <summary>
/// Reads names and texts that are valid JSON but no valid text: half of a surrogate pair, as programs leave it that cut
/// texts by length. <see cref="Utf8JsonReader"/> itself throws at them, also where it only compares.
/// </summary>
internal static class LenientReader
{
    /// <summary>Whether the name or string at the reader is this text.</summary>
    public static bool TextIs(this scoped in Utf8JsonReader reader, ReadOnlySpan<byte> text)
        => reader.ReadUtf8().SequenceEqual(text);

    /// <summary>The name or string at the reader, with U+FFFD for what is no text.</summary>
    public static ReadOnlySpan<byte> ReadUtf8(this scoped in Utf8JsonReader reader) => JsonText.Unescape(reader.ValueSpan);

    public static string ReadText(this scoped in Utf8JsonReader reader) => System.Text.Encoding.UTF8.GetString(reader.ReadUtf8());
}
