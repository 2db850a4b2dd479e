using System.Text;
using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Markdown;

/// <summary>Rich text in the dialect of Notion's Markdown endpoint.</summary>
internal static class InlineMarkdown
{
    private const string Escaped = "\\*~`$[]<>{}|^";

    public static string Write(JsonNode? runs) => string.Concat((runs as JsonArray ?? []).Select(Run));

    private static string Run(JsonNode? run) => (string?)run?["type"] switch
    {
        "equation" => $"${(string?)run["equation"]?["expression"]}$",
        "mention" => Mention(run["mention"], (string?)run["plain_text"] ?? ""),
        _ => Text(run),
    };

    private static string Text(JsonNode? run)
    {
        var text = Escape((string?)run?["plain_text"] ?? "");
        var annotations = run?["annotations"];

        foreach (var (name, mark) in (ReadOnlySpan<(string, string)>)[("code", "`"), ("bold", "**"), ("italic", "*"), ("strikethrough", "~~")])
        {
            text = (bool?)annotations?[name] == true ? $"{mark}{text}{mark}" : text;
        }

        return (string?)run?["href"] is { } href ? $"[{text}]({href})" : text;
    }

    private static string Mention(JsonNode? mention, string text)
    {
        var type = (string?)mention?["type"];
        var content = type is null ? null : mention![type];

        return type switch
        {
            "user" or "page" or "database" or "data_source" or "agent"
                => $"<mention-{type.Replace('_', '-')} url=\"https://www.notion.so/{((string?)content?["id"])?.Replace("-", "", StringComparison.Ordinal)}\">{Escape(text)}</mention-{type.Replace('_', '-')}>",
            "date" => $"<mention-date start=\"{(string?)content?["start"]}\"/>",
            "custom_emoji" => $":{(string?)content?["name"]}:",
            _ => Escape(text),
        };
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);

        foreach (var letter in text)
        {
            escaped.Append(Escaped.Contains(letter, StringComparison.Ordinal) ? $"\\{letter}" : letter.ToString());
        }

        return escaped.ToString();
    }
}
