using System.Globalization;
using System.Text;
using System.Text.Json;
using NotionSync.Notion;

namespace NotionSync.Actions;

/// <summary>What an action was given, checked against its schema.</summary>
public sealed class ActionInput
{
    private readonly JsonElement _json;

    private ActionInput(JsonElement json) => _json = json;

    /// <exception cref="ProblemException"><c>invalid_input</c>, naming the member.</exception>
    public static ActionInput Check(ActionDefinition action, JsonElement json)
    {
        ArgumentNullException.ThrowIfNull(action);

        if (json.ValueKind != JsonValueKind.Object)
        {
            throw Invalid("The input must be a JSON object.");
        }

        var properties = action.Input.GetProperty("properties");

        foreach (var name in action.Input.GetProperty("required").EnumerateArray().Select(name => name.GetString()!))
        {
            if (!json.TryGetProperty(name, out _))
            {
                throw Invalid($"'{name}' is missing.");
            }
        }

        foreach (var member in json.EnumerateObject())
        {
            if (!properties.TryGetProperty(member.Name, out var schema))
            {
                throw Invalid($"The action takes no '{member.Name}'.");
            }

            Check(member.Name, member.Value, schema);
        }

        return new(json);
    }

    public JsonElement Get(string name) => _json.Get(name);

    public string? Text(string name) => _json.GetText(name);

    public bool Flag(string name) => _json.GetFlag(name) ?? false;

    public int Number(string name, int otherwise) => (int?)_json.GetInteger(name) ?? otherwise;

    /// <exception cref="ProblemException"><c>invalid_id</c>.</exception>
    public NotionId Id(string name)
        => NotionId.TryParse(Text(name), out var id) ? id : throw new ProblemException(ProblemKind.Invalid, "invalid_id", $"'{name}' is neither a Notion id nor a Notion URL.");

    /// <summary>A member as JSON; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Json(string name) => Get(name) is { ValueKind: not JsonValueKind.Undefined } value ? Encoding.UTF8.GetBytes(value.GetRawText()) : default;

    internal static ProblemException Invalid(string detail) => new(ProblemKind.Invalid, "invalid_input", detail);

    private static void Check(string name, JsonElement value, JsonElement schema)
    {
        var isRight = schema.GetText("type") switch
        {
            "string" => value.ValueKind == JsonValueKind.String && value.GetString()!.Length >= (schema.GetInteger("minLength") ?? 0),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= (schema.GetInteger("maxItems") ?? int.MaxValue),
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
                && number >= (schema.GetInteger("minimum") ?? long.MinValue) && number <= (schema.GetInteger("maximum") ?? long.MaxValue),
            _ => true,
        };

        var choices = schema.Get("enum").Items().Select(choice => choice.GetString()).ToList();

        if (!isRight || (choices.Count > 0 && !choices.Contains(value.ValueKind == JsonValueKind.String ? value.GetString() : null)))
        {
            throw Invalid(string.Create(CultureInfo.InvariantCulture, $"'{name}' is not what the action's schema says."));
        }

        if (schema.Get("items") is { ValueKind: JsonValueKind.Object } items)
        {
            foreach (var item in value.EnumerateArray())
            {
                Check(name, item, items);
            }
        }
    }
}
