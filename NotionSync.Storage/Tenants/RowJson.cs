using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;

namespace NotionSync.Storage.Tenants;

/// <summary>A table row as a line of JSON: <c>{"p":…,"r":…,"c":{"Name":["s","…"]}}</c>, each column with its type.</summary>
internal static class RowJson
{
    private static readonly HashSet<string> Ours = ["PartitionKey", "RowKey", "Timestamp", "odata.etag"];

    public static void Write(Utf8JsonWriter json, TableEntity row)
    {
        json.WriteStartObject();
        json.WriteString("p", row.PartitionKey);
        json.WriteString("r", row.RowKey);
        json.WriteStartObject("c");

        foreach (var (name, value) in row)
        {
            if (value is not null && !Ours.Contains(name))
            {
                json.WriteStartArray(name);
                WriteValue(json, value);
                json.WriteEndArray();
            }
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <exception cref="FormatException">Not a line that <see cref="Write"/> made.</exception>
    public static TableEntity Read(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var row = new TableEntity(document.RootElement.GetProperty("p").GetString(), document.RootElement.GetProperty("r").GetString());

            foreach (var column in document.RootElement.GetProperty("c").EnumerateObject())
            {
                row[column.Name] = ReadValue(column.Value[0].GetString()!, column.Value[1]);
            }

            return row;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException or ArgumentException)
        {
            throw new FormatException("Not a row of an export.", exception);
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteStringValue("s");
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteStringValue("b");
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteStringValue("i");
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteStringValue("l");
                json.WriteNumberValue(number);
                break;
            case double number:
                // As text: JSON has no infinity.
                json.WriteStringValue("d");
                json.WriteStringValue(number.ToString("R", CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset moment:
                json.WriteStringValue("t");
                json.WriteStringValue(moment);
                break;
            case Guid id:
                json.WriteStringValue("g");
                json.WriteStringValue(id);
                break;
            case byte[] bytes:
                json.WriteStringValue("x");
                json.WriteBase64StringValue(bytes);
                break;
            default:
                throw new InvalidOperationException($"Tables have no columns of type {value.GetType().Name}.");
        }
    }

    private static object ReadValue(string type, JsonElement value) => type switch
    {
        "s" => value.GetString()!,
        "b" => value.GetBoolean(),
        "i" => value.GetInt32(),
        "l" => value.GetInt64(),
        "d" => double.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        "t" => value.GetDateTimeOffset(),
        "g" => value.GetGuid(),
        "x" => value.GetBytesFromBase64(),
        _ => throw new FormatException($"There is no type '{type}'."),
    };
}
