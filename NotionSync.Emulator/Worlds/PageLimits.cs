using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Worlds;

/// <summary>
/// Page objects carry at most 25 references per property; the rest is only in the property endpoint
/// (developers.notion.com/reference/retrieve-a-page).
/// </summary>
internal static class PageLimits
{
    public const int References = 25;

    /// <summary>The page as a page object shows it: the same node when nothing is cut, otherwise a copy.</summary>
    public static JsonObject Apply(JsonObject page)
    {
        if (page["properties"] is not JsonObject properties || !properties.Any(property => IsOver(property.Value)))
        {
            return page;
        }

        var copy = page.DeepClone().AsObject();

        foreach (var (_, value) in copy["properties"]!.AsObject())
        {
            if (IsOver(value))
            {
                Cut(value!.AsObject());
            }
        }

        return copy;
    }

    private static bool IsOver(JsonNode? property)
        => property is JsonObject value && (string?)value["type"] is { } type && value[type] is JsonArray items && type switch
        {
            "relation" or "people" => items.Count > References,
            "title" or "rich_text" => items.Count(IsReference) > References,
            _ => false,
        };

    private static void Cut(JsonObject property)
    {
        var type = (string)property["type"]!;
        var items = property[type]!.AsArray();
        var kept = 0;
        var references = 0;

        while (kept < items.Count)
        {
            references += type is "relation" or "people" || IsReference(items[kept]) ? 1 : 0;

            if (references > References)
            {
                break;
            }

            kept++;
        }

        while (items.Count > kept)
        {
            items.RemoveAt(items.Count - 1);
        }

        if (type == "relation")
        {
            property["has_more"] = true;
        }
    }

    private static bool IsReference(JsonNode? item)
        => (string?)item?["type"] == "mention" && (string?)item["mention"]?["type"] is "page" or "user";
}
