using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NotionSync.Markdown.Inlines;

namespace NotionSync.Notion.Dialect;

/// <summary>
/// Turns Notion's own Markdown (https://developers.notion.com/guides/data-apis/enhanced-markdown) into blocks, for
/// content that its block endpoints do not give. As blocks it takes the same way as all others: files are stored,
/// links are resolved, text is escaped, and what is missing is reported.
/// </summary>
internal sealed class DialectReader(NotionId owner)
{
    private readonly List<Block> _gaps = [];
    private int _made;

    /// <param name="owner">The block whose content it is. Blocks that do not say their own id get one made of this.</param>
    public static (IReadOnlyList<Block> Blocks, IReadOnlyList<Block> Gaps) Read(string markdown, NotionId owner)
    {
        var reader = new DialectReader(owner);
        var nodes = new DialectParser(markdown).Parse();

        // The answer for a synced block may be that block itself around its content.
        while (nodes is [{ Type: "synced_block" } only])
        {
            nodes = only.Children;
        }

        return (reader.ReadAll(nodes), reader._gaps);
    }

    private List<Block> ReadAll(List<DialectNode> nodes)
    {
        var blocks = new List<Block>(nodes.Count);

        for (var index = 0; index < nodes.Count; index++)
        {
            var startsList = index == 0 || nodes[index - 1].Type != nodes[index].Type;
            blocks.Add(ReadBlock(nodes[index], startsList));
        }

        return blocks;
    }

    private Block ReadBlock(DialectNode node, bool startsList)
    {
        var children = node.Type == "table" ? [.. node.Rows.Select(ReadRow)] : ReadAll(node.Children);

        var block = new Block
        {
            Id = node.Type is "unsupported" or "synced_block" ? node.Tag?.Target ?? owner : NextId(),
            Type = node.Type,
            HasChildren = children.Count > 0,
            Payload = WritePayload(node, children, startsList),
            Children = children,
        };

        if (node.Type == "synced_block" && children.Count == 0)
        {
            block.Gap = BlockGap.Unavailable;
            _gaps.Add(block);
        }

        return block;
    }

    private Block ReadRow(IReadOnlyList<string> cells)
        => new()
        {
            Id = NextId(),
            Type = "table_row",
            Payload = Write(json =>
            {
                json.WriteStartArray("cells");

                foreach (var cell in cells)
                {
                    DialectText.Write(json, cell);
                }

                json.WriteEndArray();
            }),
        };

    private static ReadOnlyMemory<byte> WritePayload(DialectNode node, IReadOnlyList<Block> children, bool startsList)
        => Write(json =>
        {
            var colour = node.Colour ?? DialectText.ColourOf(node.Tag?.Get("color"));

            if (colour is not null)
            {
                json.WriteString("color", colour);
            }

            switch (node.Type)
            {
                case "code":
                    WriteLiteral(json, node.Text);
                    json.WriteString("language", node.Value);
                    break;
                case "equation":
                    json.WriteString("expression", node.Value);
                    break;
                case "unsupported":
                    json.WriteString("block_type", node.Value);
                    break;
                case "table":
                    json.WriteNumber("table_width", node.Rows.Count == 0 ? 0 : node.Rows.Max(row => row.Count));
                    json.WriteBoolean("has_column_header", node.Tag?.Get("header-row") == "true");
                    json.WriteBoolean("has_row_header", node.Tag?.Get("header-column") == "true");
                    break;
                case "image" or "video" or "audio" or "file" or "pdf":
                    WriteFile(json, node.Value);
                    WriteText(json, "caption", node.Text);
                    break;
                case "embed" or "bookmark" or "link_preview":
                    json.WriteString("url", node.Value);
                    WriteText(json, "caption", node.Text);
                    break;
                case "meeting_notes":
                    WriteText(json, "title", node.Text);
                    WriteParts(json, node, children);
                    break;
                default:
                    WriteText(json, "rich_text", node.Text);
                    WriteRest(json, node, startsList);
                    break;
            }
        });

    private static void WriteRest(Utf8JsonWriter json, DialectNode node, bool startsList)
    {
        switch (node.Type)
        {
            case "to_do":
                json.WriteBoolean("checked", node.IsChecked);
                break;
            case "numbered_list_item" when startsList && node.Number != 1:
                json.WriteNumber("list_start_index", node.Number);
                break;
            case "heading_1" or "heading_2" or "heading_3" or "heading_4":
                json.WriteBoolean("is_toggleable", node.IsToggle);
                break;
            case "callout" or "paragraph" when node.Value.Length > 0 && !node.Value.Contains('/', StringComparison.Ordinal):
                // An address is a picture, which is not shown anyway.
                json.WriteStartObject("icon");
                json.WriteString("emoji", node.Value);
                json.WriteEndObject();
                break;
            default:
                break;
        }
    }

    private static void WriteFile(Utf8JsonWriter json, string url)
    {
        json.WriteStartObject(SignedUrl.IsSigned(Encoding.UTF8.GetBytes(url)) ? "file" : "external");
        json.WriteString("url", url);
        json.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter json, DialectNode node, IReadOnlyList<Block> children)
    {
        json.WriteStartObject("children");

        foreach (var (part, block) in node.Children.Zip(children))
        {
            if (part.Tag?.Name is "summary" or "notes" or "transcript")
            {
                json.WriteString($"{part.Tag.Name}_block_id", block.Id.ToString());
            }
        }

        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string property, string text)
    {
        json.WritePropertyName(property);
        DialectText.Write(json, text);
    }

    private static void WriteLiteral(Utf8JsonWriter json, string text)
    {
        json.WriteStartArray("rich_text");
        json.WriteStartObject();
        json.WriteString("plain_text", text);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> content)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes);
        json.WriteStartObject();
        content(json);
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenMemory;
    }

    // The same content gives the same ids, so the same Markdown.
    private NotionId NextId()
    {
        var name = Encoding.UTF8.GetBytes($"{owner} {_made++}");
        return new(new(SHA256.HashData(name).AsSpan(0, 16)));
    }
}
