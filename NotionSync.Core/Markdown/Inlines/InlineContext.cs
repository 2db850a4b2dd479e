namespace NotionSync.Markdown.Inlines;

/// <summary>Where text stands, as far as that decides what must be escaped.</summary>
[Flags]
internal enum InlineContext
{
    /// <summary>A paragraph: line breaks are possible, and each line could be taken for a block.</summary>
    Paragraph = 0,

    /// <summary>One line that cannot begin a block; trailing number signs would be lost.</summary>
    Heading = 1,

    /// <summary>A cell of a pipe table: one line, and pipes would end it.</summary>
    Cell = 2,

    /// <summary>Directly in a list item, where brackets can be taken for a check box: by GitHub at the start, by others anywhere.</summary>
    ListItem = 4,

    /// <summary>Inside of an HTML block, where Markdown is not read.</summary>
    Html = 8,

    /// <summary>The text of a link, which brackets would end.</summary>
    LinkText = 16,

    /// <summary>A part of a paragraph: what has no partner here may have one in another part.</summary>
    Fragment = 32,
}
