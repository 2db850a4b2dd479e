using System.Text.Json;
using NotionSync.Markdown.Inlines;

namespace NotionSync.Notion;

/// <summary>Reads everything but blocks: pages, databases, data sources, users, comments and the lists of them.</summary>
/// <remarks>All methods throw <see cref="JsonException"/> for bytes that are not what the call promises.</remarks>
public static class NotionJson
{
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 256 };
    private static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = 256 };

    /// <summary>Reads a page, database or data source; also one of which Notion tells no more than the id.</summary>
    public static NotionObject ReadObject(ReadOnlyMemory<byte> json)
    {
        using var document = Parse(json);
        var root = document.RootElement;

        if (root.GetText("object") is not { } kind || root.GetId("id") is not { } id)
        {
            throw new JsonException("The answer is not a Notion object: it has no kind or no id.");
        }

        return new(
            kind,
            id,
            kind == "page" ? ReadPageTitle(root.Get("properties")) : ReadPlainText(root.Get("title")),
            root.GetText("url"),
            root.GetText("public_url"),
            root.GetTime("created_time"),
            root.GetTime("last_edited_time"),
            root.GetFlag("in_trash") ?? root.GetFlag("archived") ?? false,
            ReadParent(root.Get("parent")),
            ReadIcon(root.Get("icon")),
            ReadFileUrl(root.Get("cover")),
            json)
        {
            IsPartial = root.Get("parent").ValueKind == JsonValueKind.Undefined && root.Get("created_time").ValueKind == JsonValueKind.Undefined,
            DatabaseParent = root.Get("database_parent") is { ValueKind: JsonValueKind.Object } parent ? ReadParent(parent) : null,
            DataSources = [.. root.Get("data_sources").Items().Select(ReadDataSourceName).OfType<NotionDataSourceName>()],
        };
    }

    public static NotionUser ReadUser(ReadOnlyMemory<byte> json)
    {
        using var document = Parse(json);
        var root = document.RootElement;
        var bot = root.Get("bot");

        return new(
            root.GetId("id") ?? throw new JsonException("The answer is not a user: it has no id."),
            root.GetText("name"),
            root.GetText("type"),
            root.GetText("avatar_url"),
            bot.Get("owner").Get("user").GetId("id"),
            bot.GetText("workspace_id"),
            bot.GetText("workspace_name"),
            bot.Get("workspace_limits").GetInteger("max_file_upload_size_in_bytes"));
    }

    public static NotionComment ReadComment(ReadOnlyMemory<byte> json)
    {
        using var document = Parse(json);
        var root = document.RootElement;

        return new(
            root.GetId("id") ?? throw new JsonException("The answer is not a comment: it has no id."),
            root.GetId("discussion_id"),
            ReadParent(root.Get("parent")),
            root.GetTime("created_time"),
            root.Get("created_by").GetId("id"),
            root.Get("display_name").GetText("resolved_name"),
            FindValue(json, "rich_text"u8),
            json);
    }

    public static NotionPropertyItems ReadPropertyItems(ReadOnlyMemory<byte> json)
    {
        using var document = Parse(json);
        var root = document.RootElement;

        if (root.GetText("object") != "list")
        {
            var type = root.GetText("type") ?? throw new JsonException("The answer is not a property: it has no type.");
            return new(type, [json], default, null) { Json = json };
        }

        var list = ReadList(json, item => item);
        var summary = FindValue(json, "property_item"u8);
        return new(root.Get("property_item").GetText("type") ?? "unknown", list.Items, summary, list.NextCursor) { Json = json };
    }

    public static NotionMarkdown ReadMarkdown(ReadOnlyMemory<byte> json)
    {
        using var document = Parse(json);
        var root = document.RootElement;
        var unknown = root.Get("unknown_block_ids").Items()
            .Where(item => item.ValueKind == JsonValueKind.String)
            .Select(item => Guid.TryParse(item.ReadText(), out var id) ? new NotionId(id) : (NotionId?)null)
            .OfType<NotionId>();

        return new(
            root.GetText("markdown") ?? throw new JsonException("The answer has no Markdown."),
            root.GetFlag("truncated") ?? false,
            [.. unknown],
            json);
    }

    /// <summary>Reads a paginated list; items are slices of <paramref name="json"/>. Items that are not objects are left out.</summary>
    public static NotionList<T> ReadList<T>(ReadOnlyMemory<byte> json, Func<ReadOnlyMemory<byte>, T> readItem)
    {
        ArgumentNullException.ThrowIfNull(readItem);

        var items = new List<T>();
        string? cursor = null;
        bool? hasMore = null;
        var incomplete = false;
        var isList = false;
        var reader = new Utf8JsonReader(json.Span, ReaderOptions);

        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The answer is not a JSON object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ReadText();
            reader.Read();

            switch (name)
            {
                case "results" when reader.TokenType == JsonTokenType.StartArray:
                    isList = true;
                    ReadItems(ref reader, json, readItem, items);
                    break;

                case "next_cursor":
                    cursor = reader.TokenType == JsonTokenType.String ? reader.ReadText() : null;
                    break;

                case "has_more":
                    hasMore = reader.TokenType switch
                    {
                        JsonTokenType.True => true,
                        JsonTokenType.False => false,
                        _ => null,
                    };
                    break;

                case "request_status" when reader.TokenType == JsonTokenType.StartObject:
                    using (var status = JsonDocument.ParseValue(ref reader))
                    {
                        incomplete = status.RootElement.GetText("type") == "incomplete";
                    }

                    break;

                default:
                    break;
            }

            reader.Skip();
        }

        while (reader.Read())
        {
            // Throws where something stands behind the object.
        }

        if (!isList)
        {
            throw new JsonException("The answer is not a list: it has no results.");
        }

        if (hasMore is true && string.IsNullOrEmpty(cursor))
        {
            throw new JsonException("The list says that it has more, but gives no cursor.");
        }

        return new(items, hasMore is false || string.IsNullOrEmpty(cursor) ? null : cursor, incomplete);
    }

    /// <summary>The text of a rich-text array, without its marks.</summary>
    public static string ReadPlainText(JsonElement richText)
        => string.Concat(richText.Items().Select(run => run.GetText("plain_text") ?? run.Get("text").GetText("content")));

    internal static NotionParent ReadParent(JsonElement parent)
    {
        // Older versions left the type out: the one property that holds an id names it.
        var type = parent.GetText("type")
            ?? parent.Properties().Select(property => property.Name).FirstOrDefault(name => name.EndsWith("_id", StringComparison.Ordinal))
            ?? (parent.GetFlag("workspace") is true ? "workspace" : "unknown");

        return new(type, parent.GetId(type), type == "data_source_id" ? parent.GetId("database_id") : null);
    }

    internal static NotionIcon? ReadIcon(JsonElement icon)
    {
        var type = icon.GetText("type");

        var value = type switch
        {
            null => null,
            "emoji" => icon.GetText("emoji"),
            "custom_emoji" => WithoutSignature(icon.Get(type).GetText("url")) ?? icon.Get(type).GetText("name"),
            "icon" => icon.Get(type).GetText("name"),
            _ => ReadFileUrl(icon),
        };

        return type is null || value is null ? null : new(type, value);
    }

    // Files that Notion keeps come with a signature that lasts an hour; what stands before it names the file for good.
    private static string? ReadFileUrl(JsonElement file)
        => file.GetText("type") switch
        {
            null => null,
            "file" => WithoutSignature(file.Get("file").GetText("url")),
            var type => file.Get(type).GetText("url") is { } url ? SignedUrl.WithoutSignature(url) : null,
        };

    private static string? WithoutSignature(string? url) => url?.Split('?', 2)[0];

    private static string ReadPageTitle(JsonElement properties)
    {
        foreach (var property in properties.Properties())
        {
            if (property.Value.GetText("type") == "title" || property.Value.GetText("id") == "title")
            {
                return ReadPlainText(property.Value.Get("title"));
            }
        }

        return string.Empty;
    }

    private static NotionDataSourceName? ReadDataSourceName(JsonElement dataSource)
        => dataSource.GetId("id") is { } id ? new(id, dataSource.GetText("name") ?? string.Empty) : null;

    private static void ReadItems<T>(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, Func<ReadOnlyMemory<byte>, T> readItem, List<T> items)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();

            if (isObject)
            {
                items.Add(readItem(json[start..(int)reader.BytesConsumed]));
            }
        }
    }

    private static ReadOnlyMemory<byte> FindValue(ReadOnlyMemory<byte> json, ReadOnlySpan<byte> name)
    {
        var reader = new Utf8JsonReader(json.Span, ReaderOptions);
        reader.Read();

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.TextIs(name);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();

            if (found)
            {
                return json[start..(int)reader.BytesConsumed];
            }
        }

        return default;
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json) => JsonDocument.Parse(json, DocumentOptions);
}
