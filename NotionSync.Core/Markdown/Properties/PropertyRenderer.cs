using NotionSync.Notion;

namespace NotionSync.Markdown.Properties;

/// <summary>Writes the properties of a page ahead of its text.</summary>
internal static class PropertyRenderer
{
    /// <summary>Nothing for a page that has no more than its title: that is the document's title already.</summary>
    public static void Write(NotionObject page, MarkdownContext context, MarkdownWriter writer)
    {
        if (context.Options.Properties is PropertyLayout.None)
        {
            return;
        }

        var properties = PropertyReader.Read(page.Json, context.CompletedProperties, context.PropertyFiles);

        if (properties.All(property => property.Type is "title" or "button"))
        {
            return;
        }

        if (context.Options.Properties is PropertyLayout.FrontMatter)
        {
            writer.AppendFrontMatter(FrontMatter.Write(properties));
            return;
        }

        WriteTable(properties, writer);
    }

    private static void WriteTable(IReadOnlyList<PageProperty> properties, MarkdownWriter writer)
    {
        var cell = new PropertyCell(writer);
        writer.StartBlock();
        writer.Append("| Property | Value |"u8);
        writer.NewLine();
        writer.Append("| --- | --- |"u8);

        foreach (var property in properties.Where(property => property.Type != "button"))
        {
            writer.NewLine();
            writer.Append("| "u8);
            cell.WriteText(property.Name, url: null);
            writer.Append(" | "u8);
            cell.Write(property.Value);
            writer.Append(" |"u8);
        }
    }
}
