using System.Text;
using System.Text.Json;
using NotionSync.Notion;

namespace NotionSync.Markdown.Properties;

/// <summary>
/// Reads the properties of a page, whatever their type (https://developers.notion.com/reference/property-value-object).
/// A type that is not known is shown as it came.
/// </summary>
public static class PropertyReader
{
    // A page object carries at most this many references of a property.
    private const int InlineLimit = 25;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 };

    private static readonly Dictionary<string, NotionPropertyItems> Nothing = [];
    private static readonly Dictionary<string, string> NoFiles = [];

    /// <summary>Reads all properties in the order of the JSON.</summary>
    /// <param name="completed">By property id: values fetched in full because the page carries them cut off.</param>
    /// <param name="files">Stored copies of files, see <see cref="MarkdownContext.PropertyFiles"/>.</param>
    /// <exception cref="JsonException">The bytes are not JSON.</exception>
    public static IReadOnlyList<PageProperty> Read(ReadOnlyMemory<byte> page, IReadOnlyDictionary<string, NotionPropertyItems>? completed = null, IReadOnlyDictionary<string, string>? files = null)
    {
        files ??= NoFiles;
        using var document = JsonDocument.Parse(page, Options);
        var properties = new List<PageProperty>();

        foreach (var property in document.RootElement.Get("properties").Properties())
        {
            var id = property.Value.GetText("id") ?? string.Empty;
            var type = property.Value.GetText("type") ?? string.Empty;

            var value = (completed ?? Nothing).TryGetValue(id, out var items)
                ? ReadCompleted(type, items, files)
                : ReadValue(type, property.Value, files);

            properties.Add(new(id, property.ReadName(), type, value));
        }

        return properties;
    }

    /// <summary>
    /// The ids of the properties that Notion may have cut off in the page object: relations, people and mentions beyond
    /// 25, and roll-ups over as many. Their full values come from the property endpoint, which takes the ids as they are.
    /// </summary>
    public static IReadOnlyList<string> NeedsMore(ReadOnlyMemory<byte> page)
    {
        using var document = JsonDocument.Parse(page, Options);

        return
        [
            .. document.RootElement.Get("properties").Properties()
                .Where(property => IsCutOff(property.Value))
                .Select(property => property.Value.GetText("id"))
                .OfType<string>(),
        ];
    }

    private static bool IsCutOff(JsonElement property)
    {
        if (property.GetFlag("has_more") is true)
        {
            return true;
        }

        return property.GetText("type") switch
        {
            "relation" => property.Get("relation").Items().Count() >= InlineLimit && property.GetFlag("has_more") is null,
            "people" => property.Get("people").Items().Count() >= InlineLimit,
            "title" => CountMentions(property.Get("title")) >= InlineLimit,
            "rich_text" => CountMentions(property.Get("rich_text")) >= InlineLimit,
            "rollup" => property.Get("rollup").GetText("type") == "incomplete" || property.Get("rollup").Get("array").Items().Count() >= InlineLimit,
            _ => false,
        };
    }

    private static int CountMentions(JsonElement richText) => richText.Items().Count(item => item.GetText("type") == "mention");

    private static PropertyValue ReadCompleted(string type, NotionPropertyItems completed, IReadOnlyDictionary<string, string> files)
    {
        var values = new List<PropertyValue>();
        var richText = new List<string>();

        if (type == "rollup" && !completed.Summary.IsEmpty)
        {
            using var summary = JsonDocument.Parse(completed.Summary, Options);

            if (summary.RootElement.Get("rollup") is { ValueKind: JsonValueKind.Object } rollup && rollup.GetText("type") is not ("array" or null))
            {
                return ReadRollup(rollup, files);
            }
        }

        foreach (var item in completed.Items)
        {
            using var document = JsonDocument.Parse(item, Options);
            var itemType = document.RootElement.GetText("type") ?? type;

            if (type is "title" or "rich_text")
            {
                richText.Add(document.RootElement.Get(itemType).GetRawText());
            }
            else
            {
                values.Add(ReadValue(itemType, document.RootElement, files));
            }
        }

        if (type is not ("title" or "rich_text"))
        {
            return List(values);
        }

        using var joined = JsonDocument.Parse($"[{string.Join(',', richText)}]", Options);
        return ReadRichText(joined.RootElement);
    }

    private static PropertyValue ReadValue(string type, JsonElement property, IReadOnlyDictionary<string, string> files)
    {
        var value = property.Get(type);

        // A property item of the property endpoint holds one reference, not an array.
        return type switch
        {
            "title" or "rich_text" => ReadRichText(value),
            "number" => ReadNumber(value),
            "select" or "status" => ReadName(value),
            "multi_select" => List(value.Items().Select(ReadName)),
            "date" => ReadDate(value),
            "people" => value.ValueKind is JsonValueKind.Array ? List(value.Items().Select(ReadPerson)) : ReadPerson(value),
            "files" => List(value.Items().Select(file => ReadFile(file, files))),
            "checkbox" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? new FlagValue(value.GetBoolean()) : PropertyValue.Empty,
            "url" => Text(property.GetText(type), property.GetText(type)),
            "email" => Text(property.GetText(type), "mailto:" + property.GetText(type)),
            "phone_number" => Text(property.GetText(type), "tel:" + string.Concat((property.GetText(type) ?? string.Empty).Where(c => !char.IsWhiteSpace(c)))),
            "created_time" or "last_edited_time" => Text(property.GetText(type)),
            "created_by" or "last_edited_by" => ReadPerson(value),
            "formula" => ReadFormula(value),
            "relation" => value.ValueKind is JsonValueKind.Array ? List(value.Items().Select(ReadRelation)) : ReadRelation(value),
            "rollup" => ReadRollup(value, files),
            "unique_id" => ReadUniqueId(value),
            "verification" => ReadVerification(value),
            "place" or "location" => ReadPlace(value),
            "button" => PropertyValue.Empty,
            _ => ReadUnknown(value),
        };
    }

    private static PropertyValue ReadRichText(JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            return PropertyValue.Empty;
        }

        var json = Encoding.UTF8.GetBytes(value.GetRawText());
        var text = RichText.PlainText(json);
        return text.Length == 0 ? PropertyValue.Empty : new RichTextValue(text, json);
    }

    private static PropertyValue ReadNumber(JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.Number)
        {
            return PropertyValue.Empty;
        }

        return value.TryGetDecimal(out var number) ? new NumberValue(number) : new TextValue(value.GetRawText());
    }

    private static PropertyValue ReadName(JsonElement value) => Text(value.GetText("name"));

    private static PropertyValue ReadDate(JsonElement value)
    {
        if (value.GetText("start") is not { } start)
        {
            return PropertyValue.Empty;
        }

        var text = value.GetText("end") is { } end ? $"{start} → {end}" : start;
        return new TextValue(value.GetText("time_zone") is { } zone ? $"{text} ({zone})" : text);
    }

    // A person whom the connection may not read, a bot without a name: the id is all there is.
    private static PropertyValue ReadPerson(JsonElement value)
        => Text(value.GetText("name") is { Length: > 0 } name ? name : value.GetText("id"));

    private static PropertyValue ReadFile(JsonElement value, IReadOnlyDictionary<string, string> files)
    {
        var file = PropertyFiles.Read(value, default);

        return files.TryGetValue(file.Key, out var stored) ? Text(file.Name.Length > 0 ? file.Name : stored, "attachments/" + Uri.EscapeDataString(stored))

            // What Notion hosts has a URL that expires: only the name can be kept.
            : Text(file.Name, file.IsHostedByNotion ? null : file.Url);
    }

    private static PropertyValue ReadRelation(JsonElement value)
        => value.GetId("id") is { } id ? new TextValue(NotionUrls.Of(id), NotionUrls.Of(id)) : PropertyValue.Empty;

    private static PropertyValue ReadFormula(JsonElement value) => value.GetText("type") switch
    {
        "string" => Text(value.GetText("string")),
        "number" => ReadNumber(value.Get("number")),
        "boolean" => value.GetFlag("boolean") is { } flag ? new FlagValue(flag) : PropertyValue.Empty,
        "date" => ReadDate(value.Get("date")),
        null => PropertyValue.Empty,
        _ => new UnavailableValue("Notion's API does not compute this formula."),
    };

    private static PropertyValue ReadRollup(JsonElement value, IReadOnlyDictionary<string, string> files) => value.GetText("type") switch
    {
        "number" => ReadNumber(value.Get("number")),
        "date" => ReadDate(value.Get("date")),
        "array" => List(value.Get("array").Items().Select(item => ReadValue(item.GetText("type") ?? string.Empty, item, files))),
        null => PropertyValue.Empty,
        "incomplete" => new UnavailableValue("Notion's API did not finish this roll-up."),
        _ => new UnavailableValue("Notion's API does not compute this roll-up."),
    };

    private static PropertyValue ReadUniqueId(JsonElement value)
        => value.GetInteger("number") is { } number ? new TextValue(value.GetText("prefix") is { Length: > 0 } prefix ? $"{prefix}-{number}" : $"{number}") : PropertyValue.Empty;

    private static PropertyValue ReadVerification(JsonElement value)
    {
        if (value.GetText("state") is not { } state)
        {
            return PropertyValue.Empty;
        }

        var by = ReadPerson(value.Get("verified_by")) is TextValue person ? $" by {person.Text}" : string.Empty;
        var when = ReadDate(value.Get("date")) is TextValue date ? $", {date.Text}" : string.Empty;
        return new TextValue(state + by + when);
    }

    private static PropertyValue ReadPlace(JsonElement value)
    {
        var parts = new List<string?> { value.GetText("name"), value.GetText("address") };

        if (value.Get("lat") is { ValueKind: JsonValueKind.Number } latitude && value.Get("lon") is { ValueKind: JsonValueKind.Number } longitude)
        {
            parts.Add($"{latitude.GetRawText()}, {longitude.GetRawText()}");
        }

        return Text(string.Join("; ", parts.Where(part => !string.IsNullOrWhiteSpace(part)).Distinct()));
    }

    private static PropertyValue ReadUnknown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => PropertyValue.Empty,
        JsonValueKind.True or JsonValueKind.False => new FlagValue(value.GetBoolean()),
        JsonValueKind.Number => ReadNumber(value),
        JsonValueKind.String => Text(value.ReadText()),
        _ => Text(value.GetText("name") ?? value.GetRawText()),
    };

    private static PropertyValue Text(string? text, string? url = null) => string.IsNullOrEmpty(text) ? PropertyValue.Empty : new TextValue(text, url);

    private static PropertyValue List(IEnumerable<PropertyValue> items)
    {
        var values = items.Where(item => item is not EmptyValue).ToList();
        return values.Count == 0 ? PropertyValue.Empty : new ListValue(values);
    }
}
