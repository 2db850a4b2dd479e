namespace NotionSync.Markdown.Properties;

/// <summary>Where the properties of a page go.</summary>
public enum PropertyLayout
{
    None,

    /// <summary>YAML between lines of three dashes, before the text.</summary>
    FrontMatter,

    /// <summary>A table of names and values, before the text.</summary>
    Table,
}
