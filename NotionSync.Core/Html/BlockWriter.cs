using System.Globalization;
using System.Text.RegularExpressions;
using Markdig.Extensions.Mathematics;
using Markdig.Extensions.Tables;
using Markdig.Extensions.Yaml;
using Markdig.Helpers;
using Markdig.Syntax;

namespace NotionSync.Html;

/// <summary>Writes the blocks of a parsed document.</summary>
internal sealed partial class BlockWriter(HtmlWriter writer, InlineWriter inlines, RawHtml raw, MetadataTable metadata)
{
    public void WriteDocument(MarkdownDocument document)
    {
        WriteChildren(document);
        writer.Finish();
    }

    private void WriteChildren(ContainerBlock container)
    {
        foreach (var block in container)
        {
            Write(block);
        }
    }

    // MathBlock is a FencedCodeBlock and that a CodeBlock, as is YamlFrontMatterBlock: the order matters.
    private void Write(Block block)
    {
        switch (block)
        {
            case HeadingBlock heading:
                WriteLeaf(Element.Heading(heading.Level), heading);
                break;
            case ParagraphBlock { Parent: ListItemBlock { Parent: ListBlock { IsLoose: false } } } paragraph:
                WriteText(paragraph);
                writer.NewLine();
                break;
            case ParagraphBlock paragraph:
                WriteLeaf(Element.Paragraph, paragraph);
                break;
            case YamlFrontMatterBlock properties:
                WriteProperties(properties);
                break;
            case MathBlock math:
                WriteMath(math, "$$", "$$");
                break;
            case FencedCodeBlock { Info: "math" } math:
                // Fenced because it holds dollar signs; TeX's other delimiters are free.
                WriteMath(math, @"\[", @"\]");
                break;
            case CodeBlock code:
                WriteCode(code);
                break;
            case QuoteBlock quote:
                WriteContainer(Element.Quote, quote);
                break;
            case ListBlock list:
                WriteList(list);
                break;
            case Table table:
                WriteTable(table);
                break;
            case ThematicBreakBlock:
                writer.Void(Element.Rule);
                writer.NewLine();
                break;
            case HtmlBlock html:
                WriteHtml(html);
                break;
            case LinkReferenceDefinitionGroup or BlankLineBlock:
                break;
            case ContainerBlock container:
                WriteChildren(container);
                break;
            case LeafBlock leaf:
                WriteLeaf(Element.Paragraph, leaf);
                break;
            default:
                break;
        }
    }

    private void WriteLeaf(Element element, LeafBlock block)
    {
        writer.Open(element, ("dir", Direction));
        WriteText(block);
        writer.Close(element);
        writer.NewLine();
    }

    // A block whose inlines were not parsed, because it is too long for that, is shown as it is.
    private void WriteText(LeafBlock block)
    {
        if (block.Inline is { } inline)
        {
            inlines.WriteChildren(inline);
        }
        else
        {
            WriteLines(block);
        }
    }

    private void WriteContainer(Element element, ContainerBlock block)
    {
        writer.Open(element, ("dir", Direction));
        writer.NewLine();
        WriteChildren(block);
        writer.Close(element);
        writer.NewLine();
    }

    private void WriteList(ListBlock list)
    {
        var element = list.IsOrdered ? Element.OrderedList : Element.UnorderedList;
        var start = list.IsOrdered && int.TryParse(list.OrderedStart, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number != 1
            ? number.ToString(CultureInfo.InvariantCulture)
            : null;
        var isTaskList = list is [ListItemBlock first, ..] && IsTask(first);

        writer.Open(element, ("class", isTaskList ? "tasks" : null), ("start", start), ("dir", Direction));
        writer.NewLine();

        foreach (var item in list)
        {
            writer.Open(Element.ListItem);
            WriteChildren((ContainerBlock)item);
            writer.Close(Element.ListItem);
            writer.NewLine();
        }

        writer.Close(element);
        writer.NewLine();
    }

    private void WriteTable(Table table)
    {
        writer.Open(Element.Division, ("class", "table"));
        writer.Open(Element.Table, ("dir", Direction));
        var isInBody = false;

        foreach (var row in table.Cast<TableRow>())
        {
            // Markdown demands a header row; where the table has none, an empty one stands in for it.
            if (row.IsHeader && row.All(cell => IsBlank((TableCell)cell)))
            {
                continue;
            }

            if (row.IsHeader)
            {
                writer.Open(Element.TableHead);
                WriteRow(table, row, Element.TableHeader);
                writer.Close(Element.TableHead);
                continue;
            }

            if (!isInBody)
            {
                isInBody = true;
                writer.NewLine();
                writer.Open(Element.TableBody);
            }

            writer.NewLine();
            WriteRow(table, row, Element.TableCell);
        }

        if (isInBody)
        {
            writer.Close(Element.TableBody);
        }

        writer.Close(Element.Table);
        writer.Close(Element.Division);
        writer.NewLine();
    }

    private void WriteRow(Table table, TableRow row, Element element)
    {
        writer.Open(Element.TableRow);

        for (var column = 0; column < row.Count; column++)
        {
            var alignment = column < table.ColumnDefinitions.Count ? table.ColumnDefinitions[column].Alignment : null;
            writer.Open(element, ("scope", element == Element.TableHeader ? "col" : null), ("class", AlignmentClass(alignment)));

            foreach (var block in (TableCell)row[column])
            {
                if (block is LeafBlock { Inline: { } inline })
                {
                    inlines.WriteChildren(inline);
                }
                else
                {
                    Write(block);
                }
            }

            writer.Close(element);
        }

        writer.Close(Element.TableRow);
    }

    private void WriteCode(CodeBlock code)
    {
        var language = code is FencedCodeBlock { Info: { } info } && Language().IsMatch(info) ? $"language-{info}" : null;

        writer.Open(Element.Preformatted, ("dir", "ltr"));
        writer.Open(Element.Code, ("class", language));
        WriteLines(code);
        writer.Close(Element.Code);
        writer.Close(Element.Preformatted);
        writer.NewLine();
    }

    private void WriteMath(LeafBlock math, string opening, string closing)
    {
        writer.Open(Element.Division, ("class", "math"), ("dir", "ltr"));
        writer.Text(opening);
        writer.NewLine();
        WriteLines(math);
        writer.NewLine();
        writer.Text(closing);
        writer.Close(Element.Division);
        writer.NewLine();
    }

    private void WriteProperties(YamlFrontMatterBlock properties)
    {
        if (metadata.TryWrite(properties.Lines.ToString()))
        {
            return;
        }

        writer.Open(Element.Details, ("class", "properties"));
        writer.Open(Element.Summary);
        writer.Text("Properties");
        writer.Close(Element.Summary);
        writer.Open(Element.Preformatted);
        WriteLines(properties);
        writer.Close(Element.Preformatted);
        writer.Close(Element.Details);
        writer.NewLine();
    }

    private void WriteHtml(HtmlBlock html)
    {
        raw.Write(html.Lines.ToString(), isInline: false);
        writer.EndHtmlBlock();
        writer.NewLine();
    }

    private void WriteLines(LeafBlock block)
    {
        for (var i = 0; i < block.Lines.Count; i++)
        {
            if (i > 0)
            {
                writer.NewLine();
            }

            writer.Text(block.Lines.Lines[i].Slice.AsSpan());
        }
    }

    private string? Direction => writer.HasDirection ? null : "auto";

    private static bool IsTask(ListItemBlock item)
        => item is [ParagraphBlock { Inline.FirstChild: Markdig.Extensions.TaskLists.TaskList }, ..];

    private static bool IsBlank(TableCell cell)
        => cell.All(block => block is LeafBlock { Inline.FirstChild: null } or LeafBlock { Inline: null });

    private static string? AlignmentClass(TableColumnAlign? alignment) => alignment switch
    {
        TableColumnAlign.Center => "center",
        TableColumnAlign.Right => "right",
        _ => null,
    };

    [GeneratedRegex(@"^[A-Za-z0-9_+#.-]{1,40}\z")]
    private static partial Regex Language();
}
