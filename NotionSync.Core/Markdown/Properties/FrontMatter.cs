using YamlDotNet.Serialization;

namespace NotionSync.Markdown.Properties;

/// <summary>Writes properties as YAML front matter. Properties without a value are null, so that every page of a database has the same keys.</summary>
internal static class FrontMatter
{
    private static readonly ISerializer Yaml = new SerializerBuilder()
        .WithQuotingNecessaryStrings(quoteYaml1_1Strings: true)
        .WithIndentedSequences()
        .WithNewLine("\n")
        .Build();

    public static string Write(IReadOnlyList<PageProperty> properties)
    {
        var values = new Dictionary<string, object?>();

        foreach (var property in properties.Where(property => property.Type != "button"))
        {
            values[property.Name] = ToYaml(property.Value);
        }

        return values.Count == 0 ? string.Empty : $"---\n{Yaml.Serialize(values)}---\n";
    }

    private static object? ToYaml(PropertyValue value) => value switch
    {
        NumberValue number => number.Number,
        FlagValue flag => flag.IsSet,
        TextValue { Url: { } url, Text: var text } when url != text && !url.StartsWith("mailto:", StringComparison.Ordinal) && !url.StartsWith("tel:", StringComparison.Ordinal)
            => new Dictionary<string, string> { ["name"] = text, ["url"] = url },
        TextValue text => text.Text,
        RichTextValue text => text.Text,
        ListValue list => list.Items.Select(ToYaml).ToList(),
        UnavailableValue => "not available",
        _ => null,
    };
}
