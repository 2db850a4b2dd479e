using System.Globalization;
using System.Text.Json.Nodes;
using NotionSync.Emulator.Api;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Querying;

/// <summary>The conditions of filters, by property type (developers.notion.com/reference/filter-data-source-entries).</summary>
internal sealed class PropertyCondition(DateTimeOffset now)
{
    /// <summary>Makes a test of a property's value: what stands under its type in a page object.</summary>
    public Predicate<JsonNode?> Compile(string type, JsonObject conditions, string path)
    {
        var tests = conditions.Select(condition => CompileOne(type, condition.Key, condition.Value, path)).ToArray();

        return tests is []
            ? throw NotionException.Validation($"body failed validation: {path} should have a condition, instead was `{{}}`.")
            : value => tests.All(test => test(value));
    }

    private Predicate<JsonNode?> CompileOne(string type, string name, JsonNode? operand, string path)
    {
        var test = name switch
        {
            "is_empty" => IsEmpty,
            "is_not_empty" => value => !IsEmpty(value),
            _ => type switch
            {
                "title" or "rich_text" => Text(name, operand, RichText.Plain),
                "url" or "email" or "phone_number" => Text(name, operand, value => (string?)value ?? ""),
                "select" or "status" => Text(name, operand, value => (string?)value?["name"] ?? ""),
                "number" => Number(name, operand, JsonNumber.Read),
                "unique_id" => Number(name, operand, value => JsonNumber.Read(value?["number"])),
                "checkbox" => Flag(name, operand),
                "multi_select" => Contains(name, operand, "name"),
                "people" or "relation" => Contains(name, operand, "id"),
                "created_by" or "last_edited_by" => Text(name == "contains" ? "equals" : name, operand, value => (string?)value?["id"] ?? ""),
                "date" => DateTest(name, operand, value => (string?)value?["start"]),
                "created_time" or "last_edited_time" => DateTest(name, operand, value => (string?)value),
                "formula" => Formula(name, operand, path),
                "rollup" => Rollup(name, operand, path),
                "verification" when name == "status" => value => ((string?)value?["state"] ?? "none") == (string?)operand,
                _ => null,
            },
        };

        return test ?? throw NotionException.Validation($"body failed validation: {path}.{name} should be not present, instead was `{operand?.ToJsonString() ?? "null"}`.");
    }

    private static bool IsEmpty(JsonNode? value) => value switch
    {
        null => true,
        JsonArray items => items.Count == 0 || (items.All(item => item?["plain_text"] is not null) && RichText.Plain(items).Length == 0),
        JsonValue text when text.TryGetValue(out string? read) => read.Length == 0,
        _ => false,
    };

    private static Predicate<JsonNode?>? Text(string name, JsonNode? operand, Func<JsonNode?, string> read)
    {
        var wanted = (string?)operand ?? "";

        return name switch
        {
            "equals" => value => read(value).Equals(wanted, StringComparison.OrdinalIgnoreCase),
            "does_not_equal" => value => !read(value).Equals(wanted, StringComparison.OrdinalIgnoreCase),
            "contains" => value => read(value).Contains(wanted, StringComparison.OrdinalIgnoreCase),
            "does_not_contain" => value => !read(value).Contains(wanted, StringComparison.OrdinalIgnoreCase),
            "starts_with" => value => read(value).StartsWith(wanted, StringComparison.OrdinalIgnoreCase),
            "ends_with" => value => read(value).EndsWith(wanted, StringComparison.OrdinalIgnoreCase),
            _ => null,
        };
    }

    private static Predicate<JsonNode?>? Number(string name, JsonNode? operand, Func<JsonNode?, double?> read)
    {
        var wanted = JsonNumber.Read(operand);

        return name switch
        {
            "equals" => value => read(value) == wanted,
            "does_not_equal" => value => read(value) != wanted,
            "greater_than" => value => read(value) > wanted,
            "less_than" => value => read(value) < wanted,
            "greater_than_or_equal_to" => value => read(value) >= wanted,
            "less_than_or_equal_to" => value => read(value) <= wanted,
            _ => null,
        };
    }

    private static Predicate<JsonNode?>? Flag(string name, JsonNode? operand)
    {
        var wanted = (bool?)operand ?? false;

        return name switch
        {
            "equals" => value => ((bool?)value ?? false) == wanted,
            "does_not_equal" => value => ((bool?)value ?? false) != wanted,
            _ => null,
        };
    }

    private static Predicate<JsonNode?>? Contains(string name, JsonNode? operand, string property)
    {
        var wanted = (string?)operand ?? "";

        return name switch
        {
            "contains" => Has,
            "does_not_contain" => value => !Has(value),
            _ => null,
        };

        bool Has(JsonNode? value) => value is JsonArray items && items.Any(item => IsSame((string?)item?[property]));

        // Ids may be written without dashes.
        bool IsSame(string? found)
            => found == wanted || (property == "id" && found?.Replace("-", "", StringComparison.Ordinal) == wanted.Replace("-", "", StringComparison.Ordinal));
    }

    private Predicate<JsonNode?>? DateTest(string name, JsonNode? operand, Func<JsonNode?, string?> read)
    {
        if (Period(name) is var (from, to) && from < to)
        {
            return value => Parse(read(value)) is { } date && date >= from && date < to;
        }

        var text = (operand as JsonValue)?.ToString();
        var wanted = Parse(text) ?? throw NotionException.Validation($"body failed validation: {name} should be a valid ISO 8601 date string, instead was `{operand?.ToJsonString() ?? "undefined"}`.");
        var isDay = text!.Length == "2026-01-01".Length;

        return name switch
        {
            "equals" => value => Compare(value) == 0,
            "before" => value => Compare(value) < 0,
            "after" => value => Compare(value) > 0,
            "on_or_before" => value => Compare(value) <= 0,
            "on_or_after" => value => Compare(value) >= 0,
            _ => null,
        };

        // A day is compared with the day of the value, a time with its time. Null (no date) compares as false.
        int? Compare(JsonNode? value)
            => Parse(read(value)) is { } date ? (isDay ? date.UtcDateTime.Date.CompareTo(wanted.UtcDateTime.Date) : date.CompareTo(wanted)) : null;
    }

    private (DateTimeOffset From, DateTimeOffset To) Period(string name)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var week = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));

        return name switch
        {
            "past_week" => (today.AddDays(-7), today.AddDays(1)),
            "past_month" => (today.AddMonths(-1), today.AddDays(1)),
            "past_year" => (today.AddYears(-1), today.AddDays(1)),
            "this_week" => (week, week.AddDays(7)),
            "next_week" => (today, today.AddDays(8)),
            "next_month" => (today, today.AddMonths(1).AddDays(1)),
            "next_year" => (today, today.AddYears(1).AddDays(1)),
            _ => default,
        };
    }

    private Predicate<JsonNode?>? Formula(string name, JsonNode? operand, string path)
    {
        var type = name switch { "string" => "rich_text", "number" or "checkbox" or "date" => name, _ => null };

        if (type is null || operand is not JsonObject conditions)
        {
            return null;
        }

        // A formula's string and boolean are plain values; the others look like the property of that type.
        var test = Compile(type is "rich_text" ? "url" : type, conditions, $"{path}.{name}");
        var result = name == "checkbox" ? "boolean" : name;
        return value => (string?)value?["type"] == result && test(value[result]);
    }

    private Predicate<JsonNode?>? Rollup(string name, JsonNode? operand, string path)
    {
        if (operand is not JsonObject conditions)
        {
            return null;
        }

        if (name is "number" or "date")
        {
            var test = Compile(name, conditions, $"{path}.{name}");
            return value => (string?)value?["type"] == name && test(value[name]);
        }

        if (name is not ("any" or "every" or "none") || conditions.FirstOrDefault() is not { Value: JsonObject inner } condition)
        {
            return null;
        }

        var each = Compile(condition.Key, inner, $"{path}.{name}.{condition.Key}");

        return value => value?["array"] is JsonArray items && name switch
        {
            "any" => items.Any(Passes),
            "every" => items.All(Passes),
            _ => !items.Any(Passes),
        };

        bool Passes(JsonNode? item) => each(item?[condition.Key]);
    }

    private static DateTimeOffset? Parse(string? text)
        => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date) ? date : null;
}
