namespace NotionSync.Markdown.Inlines;

/// <summary>A colour by its place in <see cref="TextColours"/>; zero is none.</summary>
internal readonly record struct TextColour(byte Index)
{
    public bool IsNone => Index == 0;
}

/// <summary>The colours of Notion's API, and the styles that show them.</summary>
internal static class TextColours
{
    // The names of https://developers.notion.com/reference/rich-text; the values are those of Notion's light theme.
    private static readonly (string Name, string Text, string Background)[] Known =
    [
        ("gray", "#787774", "#f1f1ef"),
        ("brown", "#9f6b53", "#f4eeee"),
        ("orange", "#d9730d", "#fbecdd"),
        ("yellow", "#cb912f", "#fbf3db"),
        ("green", "#448361", "#edf3ec"),
        ("blue", "#337ea9", "#e7f3f8"),
        ("purple", "#9065b0", "#f6f3f9"),
        ("pink", "#c14c8a", "#faf1f5"),
        ("red", "#d44c47", "#fdebec"),
    ];

    private static readonly byte[][] Names =
        [.. Known.SelectMany(colour => new[] { Utf8(colour.Name), Utf8(colour.Name + "_background") })];

    private static readonly byte[][] StyleTexts =
        [.. Known.SelectMany(colour => new[] { Utf8($"color: {colour.Text}"), Utf8($"background-color: {colour.Background}") })];

    /// <summary>A name that is not known, <c>default</c> among them, is no colour.</summary>
    public static TextColour Find(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (name.SequenceEqual(Names[i]))
            {
                return new((byte)(i + 1));
            }
        }

        return default;
    }

    /// <summary>The CSS declaration of a colour that is not none.</summary>
    public static ReadOnlySpan<byte> Style(TextColour colour) => StyleTexts[colour.Index - 1];

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
