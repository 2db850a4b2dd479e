using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Worlds;

/// <summary>What each block type's payload looks like, as far as it can be filled in.</summary>
internal static class BlockShapes
{
    public static bool HasText(string type) => type is "paragraph" or "heading_1" or "heading_2" or "heading_3" or "heading_4"
        or "bulleted_list_item" or "numbered_list_item" or "to_do" or "toggle" or "quote" or "callout" or "code" or "template";

    public static bool IsFile(string type) => type is "image" or "video" or "audio" or "pdf" or "file";

    /// <summary>What a payload means that is only a string.</summary>
    public static string MainProperty(string type) => type switch
    {
        "equation" => "expression",
        "bookmark" or "embed" or "link_preview" => "url",
        "child_page" or "child_database" or "meeting_notes" => "title",
        "synced_block" => "synced_from",
        "unsupported" => "block_type",
        "image" or "video" or "audio" or "pdf" or "file" => "file",
        _ => "rich_text",
    };

    /// <summary>Adds what Notion always sends with a block of this type.</summary>
    public static void Complete(string type, JsonObject payload)
    {
        if (HasText(type))
        {
            payload["rich_text"] ??= new JsonArray();
        }

        if (HasText(type) && type is not ("code" or "template"))
        {
            payload["color"] ??= "default";
        }

        switch (type)
        {
            case "heading_1" or "heading_2" or "heading_3" or "heading_4":
                payload["is_toggleable"] ??= false;
                break;
            case "to_do":
                payload["checked"] ??= false;
                break;
            case "code":
                payload["caption"] ??= new JsonArray();
                payload["language"] ??= "plain text";
                break;
            case "bookmark" or "embed" or "image" or "video" or "audio" or "pdf" or "file":
                payload["caption"] ??= new JsonArray();
                break;
            case "table":
                payload["table_width"] ??= 0;
                payload["has_column_header"] ??= false;
                payload["has_row_header"] ??= false;
                break;
            case "table_of_contents":
                payload["color"] ??= "default";
                break;
        }

        AddNull(payload, type == "callout", "icon");
        AddNull(payload, type == "synced_block", "synced_from");
    }

    private static void AddNull(JsonObject payload, bool applies, string name)
    {
        if (applies && !payload.ContainsKey(name))
        {
            payload[name] = null;
        }
    }
}
