using System.Collections.Frozen;
using NotionSync.Markdown.Blocks;

namespace NotionSync.Markdown;

/// <summary>Which renderer writes which type of block (https://developers.notion.com/reference/block).</summary>
internal static class BlockRenderers
{
    private static readonly UnknownRenderer Unknown = new();
    private static readonly ParagraphRenderer Flat = new();

    private static readonly FrozenDictionary<string, BlockRenderer> ByType = new Dictionary<string, BlockRenderer>
    {
        ["paragraph"] = new ParagraphRenderer(),
        ["heading_1"] = new HeadingRenderer(1),
        ["heading_2"] = new HeadingRenderer(2),
        ["heading_3"] = new HeadingRenderer(3),
        ["heading_4"] = new HeadingRenderer(4),
        ["bulleted_list_item"] = new ListRenderer(),
        ["to_do"] = new ListRenderer(),
        ["numbered_list_item"] = new NumberedListRenderer(),
        ["toggle"] = new ToggleRenderer(),
        ["quote"] = new QuoteRenderer(),
        ["callout"] = new CalloutRenderer(),
        ["code"] = new CodeRenderer(),
        ["equation"] = new EquationRenderer(),
        ["divider"] = new DividerRenderer(),
        ["breadcrumb"] = new BreadcrumbRenderer(),
        ["table_of_contents"] = new TableOfContentsRenderer(),
        ["table"] = new TableRenderer(),
        ["table_row"] = new TableRowRenderer(),
        ["column_list"] = new FlatRenderer(),
        ["column"] = new FlatRenderer(),
        ["tab"] = new TabRenderer(),
        ["synced_block"] = new FlatRenderer(),
        ["template"] = new TemplateRenderer(),
        ["child_page"] = new ChildPageRenderer(),
        ["child_database"] = new ChildDatabaseRenderer(),
        ["link_to_page"] = new LinkToPageRenderer(),
        ["bookmark"] = new BookmarkRenderer(),
        ["embed"] = new BookmarkRenderer(),
        ["link_preview"] = new BookmarkRenderer(),
        ["image"] = new MediaRenderer(),
        ["video"] = new MediaRenderer(),
        ["audio"] = new MediaRenderer(),
        ["pdf"] = new MediaRenderer(),
        ["file"] = new MediaRenderer(),
        ["meeting_notes"] = new MeetingNotesRenderer(),
        ["transcription"] = new MeetingNotesRenderer(),
        ["unsupported"] = new UnsupportedRenderer(),
    }.ToFrozenDictionary();

    /// <summary>Types that Notion may add later get a placeholder, their text and their children.</summary>
    /// <param name="isFlat">Whether no more containers may be opened: what consists of text is a paragraph then.</param>
    public static BlockRenderer Find(string type, bool isFlat)
        => isFlat && type is ("bulleted_list_item" or "numbered_list_item" or "to_do" or "quote" or "callout") ? Flat : ByType.GetValueOrDefault(type, Unknown);
}
