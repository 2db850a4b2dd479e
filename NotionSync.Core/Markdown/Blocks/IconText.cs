using NotionSync.Markdown.Inlines;

namespace NotionSync.Markdown.Blocks;

/// <summary>Writes an icon: an emoji, or the name of a custom one, which people choose and which may look like anything.</summary>
internal static class IconText
{
    public static void Write(string icon, InlineContext context, PageRendering page)
    {
        page.Caption.Clear();
        page.Caption.Add(icon.ReplaceLineEndings(" ").Trim());
        page.Inline.Write(page.Caption, context | InlineContext.Fragment);
    }
}
