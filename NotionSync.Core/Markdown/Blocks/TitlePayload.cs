using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

internal static class TitlePayload
{
    /// <summary>Reads the title of a child page or database; "Untitled", as Notion shows it, where there is none.</summary>
    public static void Read(Block block, RunList text)
    {
        var payload = new PayloadReader(block);
        text.Clear();

        while (payload.NextProperty())
        {
            if (payload.Is("title"u8))
            {
                payload.ReadString(text);
            }
        }

        if (RichTextWriter.IsBlank(text))
        {
            text.Clear();
            text.Add("Untitled"u8);
        }
    }
}
