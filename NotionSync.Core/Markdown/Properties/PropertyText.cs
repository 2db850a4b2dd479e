using System.Globalization;

namespace NotionSync.Markdown.Properties;

/// <summary>Property values as plain text, as a CSV file has them.</summary>
internal static class PropertyText
{
    public const string Unavailable = "not available";

    public static string Of(PropertyValue value) => value switch
    {
        NumberValue number => number.Number.ToString(CultureInfo.InvariantCulture),
        FlagValue flag => flag.IsSet ? "true" : "false",
        TextValue text => text.Text,
        RichTextValue text => text.Text,
        ListValue list => string.Join(", ", list.Items.Select(Of)),
        UnavailableValue => Unavailable,
        _ => string.Empty,
    };
}
