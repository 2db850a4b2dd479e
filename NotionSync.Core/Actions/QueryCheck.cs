using System.Text.Json;
using NotionSync.Notion;

namespace NotionSync.Actions;

/// <summary>
/// Checks filter and sorts of a query against the data source's properties before they are sent: a wrong name costs no
/// request of the limit and gets an answer that names it (https://developers.notion.com/reference/filter-data-source-entries).
/// </summary>
internal sealed class QueryCheck
{
    private const int MaxDepth = 2;
    private const int MaxParts = 100;

    private static readonly string[] Timestamps = ["created_time", "last_edited_time"];

    private readonly Dictionary<string, string> _types = new(StringComparer.Ordinal);

    public QueryCheck(NotionObject dataSource)
    {
        using var json = JsonDocument.Parse(dataSource.Json, new() { MaxDepth = 256 });

        foreach (var property in json.RootElement.Get("properties").Properties())
        {
            var type = property.Value.GetText("type") ?? string.Empty;
            _types[property.Name] = type;

            if (property.Value.GetText("id") is { } id)
            {
                _types.TryAdd(id, type);
                _types.TryAdd(Uri.UnescapeDataString(id), type);
            }
        }
    }

    /// <exception cref="ProblemException"><c>invalid_query</c>, naming the place.</exception>
    public void Check(JsonElement filter, JsonElement sorts)
    {
        if (filter.ValueKind != JsonValueKind.Undefined)
        {
            CheckFilter(filter, "filter", 0);
        }

        var index = 0;

        foreach (var sort in sorts.Items())
        {
            CheckSort(sort, $"sorts[{index++}]");
        }
    }

    /// <summary>Whether a row can have values of these names.</summary>
    public void CheckValues(JsonElement properties)
    {
        foreach (var property in properties.Properties())
        {
            if (!_types.ContainsKey(property.Name))
            {
                throw Invalid($"properties.{property.Name}: the data source has no such property.");
            }
        }
    }

    private void CheckFilter(JsonElement filter, string path, int depth)
    {
        if (filter.ValueKind != JsonValueKind.Object)
        {
            throw Invalid($"{path} must be an object.");
        }

        foreach (var name in (ReadOnlySpan<string>)["and", "or"])
        {
            if (filter.Get(name) is { ValueKind: not JsonValueKind.Undefined } parts)
            {
                if (parts.ValueKind != JsonValueKind.Array || parts.GetArrayLength() is 0 or > MaxParts || depth >= MaxDepth || filter.EnumerateObject().Count() > 1)
                {
                    throw Invalid($"{path}.{name} must be the only member, a list of 1 to {MaxParts} filters, at most {MaxDepth} levels deep.");
                }

                var index = 0;

                foreach (var part in parts.EnumerateArray())
                {
                    CheckFilter(part, $"{path}.{name}[{index++}]", depth + 1);
                }

                return;
            }
        }

        CheckCondition(filter, path);
    }

    private void CheckCondition(JsonElement filter, string path)
    {
        if (filter.GetText("timestamp") is { } timestamp)
        {
            if (!Timestamps.Contains(timestamp) || filter.Get(timestamp).ValueKind != JsonValueKind.Object)
            {
                throw Invalid($"{path}: a timestamp is created_time or last_edited_time, with its condition under that name.");
            }

            return;
        }

        var type = TypeOf(filter.GetText("property"), path);
        var conditions = filter.EnumerateObject().Where(member => member.Name is not ("property" or "type")).ToList();

        if (conditions is not [{ Value.ValueKind: JsonValueKind.Object } condition] || condition.Value.EnumerateObject().Count() != 1)
        {
            throw Invalid($"{path} must have one condition, under the name of the property's type ({type}).");
        }

        if (condition.Name != type && !(condition.Name == "rich_text" && type is "title" or "url" or "email" or "phone_number"))
        {
            throw Invalid($"{path}.{condition.Name}: the property is of type {type}.");
        }
    }

    private void CheckSort(JsonElement sort, string path)
    {
        if (sort.GetText("direction") is not ("ascending" or "descending"))
        {
            throw Invalid($"{path}.direction must be ascending or descending.");
        }

        if (sort.GetText("timestamp") is { } timestamp)
        {
            if (!Timestamps.Contains(timestamp))
            {
                throw Invalid($"{path}.timestamp must be created_time or last_edited_time.");
            }

            return;
        }

        TypeOf(sort.GetText("property"), path);
    }

    private string TypeOf(string? property, string path)
        => property is not null && _types.TryGetValue(property, out var type) ? type : throw Invalid($"{path}.property: the data source has no property '{property}'.");

    private static ProblemException Invalid(string detail) => new(ProblemKind.Unprocessable, "invalid_query", detail);
}
