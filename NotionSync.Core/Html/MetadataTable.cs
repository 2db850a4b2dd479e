using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace NotionSync.Html;

/// <summary>
/// Shows the properties that stand before a document's text as a table of names and values. Those without a value are
/// left out.
/// </summary>
internal sealed class MetadataTable(HtmlWriter writer, LinkPolicy links)
{
    private const int MaxDepth = 8;

    /// <returns>False, and nothing written: these are no properties as documents have them.</returns>
    public bool TryWrite(string yaml)
    {
        if (Read(yaml) is not { } properties)
        {
            return false;
        }

        var rows = properties.Children.Where(property => !IsEmpty(property.Value)).ToList();

        if (rows.Count == 0)
        {
            return true;
        }

        writer.Open(Element.Division, ("class", "table"));
        writer.Open(Element.Table, ("dir", "auto"));
        writer.Open(Element.TableBody);

        foreach (var (name, value) in rows)
        {
            writer.Open(Element.TableRow);
            writer.Open(Element.TableHeader, ("scope", "row"));
            writer.Text(TextOf(name));
            writer.Close(Element.TableHeader);
            writer.Open(Element.TableCell);
            WriteValue(value, depth: 0);
            writer.Close(Element.TableCell);
            writer.Close(Element.TableRow);
        }

        writer.Close(Element.TableBody);
        writer.Close(Element.Table);
        writer.Close(Element.Division);
        writer.NewLine();
        return true;
    }

    private static YamlMappingNode? Read(string yaml)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents is [{ RootNode: YamlMappingNode properties }] ? properties : null;
        }
        catch (Exception exception) when (exception is YamlException or ArgumentException)
        {
            return null;
        }
    }

    private void WriteValue(YamlNode value, int depth)
    {
        switch (value)
        {
            case YamlSequenceNode list when depth < MaxDepth:
                WriteList(list, depth);
                break;
            case YamlMappingNode mapping when Find(mapping, "url") is { } url && Find(mapping, "name") is { } name:
                WriteText(name, url);
                break;
            case YamlScalarNode scalar:
                WriteText(TextOf(scalar), TextOf(scalar));
                break;
            default:
                writer.Text(depth < MaxDepth ? value.ToString() : "…");
                break;
        }
    }

    private void WriteList(YamlSequenceNode list, int depth)
    {
        for (var index = 0; index < list.Children.Count; index++)
        {
            if (index > 0)
            {
                writer.Text(", ");
            }

            WriteValue(list.Children[index], depth + 1);
        }
    }

    private void WriteText(string text, string url)
    {
        var isUrl = url != text || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

        if (!isUrl || links.ForLink(url) is not { Url: not null } target)
        {
            writer.Text(text);
            return;
        }

        writer.Open(Element.Anchor, ("href", target.Url), ("rel", target.Relation), ("target", target.Window));
        writer.Text(text);
        writer.Close(Element.Anchor);
    }

    private static string? Find(YamlMappingNode mapping, string name)
        => mapping.Children.FirstOrDefault(entry => entry.Key is YamlScalarNode key && key.Value == name).Value is YamlScalarNode value ? value.Value : null;

    private static bool IsEmpty(YamlNode value) => value is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };

    private static string TextOf(YamlNode node) => node is YamlScalarNode { Value: { } text } ? text : node.ToString();
}
