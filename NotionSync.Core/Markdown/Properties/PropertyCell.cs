using System.Globalization;
using System.Text;
using NotionSync.Markdown.Inlines;

namespace NotionSync.Markdown.Properties;

/// <summary>Writes property values into cells of a Markdown table.</summary>
internal sealed class PropertyCell(MarkdownWriter writer)
{
    private readonly RichTextWriter _inline = new(writer, MarkdownOptions.Default);
    private readonly RunList _runs = new();

    /// <param name="numberFormat">Notion's name of the format of a number column; null for plain numbers.</param>
    public void Write(PropertyValue value, string? numberFormat = null)
    {
        switch (value)
        {
            case NumberValue number:
                WriteText(NumberFormats.Format(number.Number, numberFormat), url: null);
                break;
            case FlagValue flag:
                WriteText(flag.IsSet ? "Yes" : "No", url: null);
                break;
            case TextValue text:
                WriteText(text.Text, text.Url);
                break;
            case RichTextValue text:
                RichText.Read(text.Json, _runs);
                _inline.Write(_runs, InlineContext.Cell | InlineContext.Fragment);
                break;
            case ListValue list:
                WriteList(list, numberFormat);
                break;
            case UnavailableValue:
                WriteText(PropertyText.Unavailable, url: null);
                break;
            default:
                break;
        }
    }

    public void WriteText(string text, string? url)
    {
        _runs.Clear();
        _runs.Add(text);

        if (url is not null && LinkDestination.IsSafe(Encoding.UTF8.GetBytes(url)))
        {
            _runs.LinkAllTo(Encoding.UTF8.GetBytes(url));
        }

        _inline.Write(_runs, InlineContext.Cell | InlineContext.Fragment);
    }

    private void WriteList(ListValue list, string? numberFormat)
    {
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (i > 0)
            {
                writer.Append(", "u8);
            }

            Write(list.Items[i], numberFormat);
        }
    }
}

/// <summary>Numbers as a column of a database shows them (https://developers.notion.com/reference/property-object#number).</summary>
internal static class NumberFormats
{
    private static readonly Dictionary<string, string> Signs = new()
    {
        ["dollar"] = "$",
        ["australian_dollar"] = "A$",
        ["canadian_dollar"] = "CA$",
        ["singapore_dollar"] = "SGD ",
        ["euro"] = "€",
        ["pound"] = "£",
        ["yen"] = "¥",
        ["yuan"] = "CN¥",
        ["won"] = "₩",
        ["rupee"] = "₹",
        ["ruble"] = "RUB ",
        ["real"] = "R$",
        ["lira"] = "TRY ",
        ["franc"] = "CHF ",
        ["shekel"] = "₪",
    };

    public static string Format(decimal number, string? format)
    {
        if (format is null or "number")
        {
            return number.ToString(CultureInfo.InvariantCulture);
        }

        if (format == "percent")
        {
            return string.Create(CultureInfo.InvariantCulture, $"{number * 100:0.##########}%");
        }

        var grouped = number.ToString("#,##0.##########", CultureInfo.InvariantCulture);

        return format == "number_with_commas" ? grouped
            : Signs.TryGetValue(format, out var sign) ? (number < 0 ? $"-{sign}{grouped[1..]}" : sign + grouped)
            : $"{grouped} {format.Replace('_', ' ')}";
    }
}
