using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NotionSync.Http;

/// <summary>Finds the first required member that a JSON value lacks, or element of an array that is null, so that an error can name it by its path.</summary>
internal static class MissingMember
{
    public static string? Find(JsonElement value, JsonTypeInfo type, string path)
        => (value.ValueKind, type.Kind) switch
        {
            (JsonValueKind.Object, JsonTypeInfoKind.Object) => FindInObject(value, type, path),
            (JsonValueKind.Array, JsonTypeInfoKind.Enumerable) when type.ElementType is { } element =>
                FindInArray(value, type.Options.GetTypeInfo(element), path),
            _ => null,
        };

    private static string? FindInObject(JsonElement value, JsonTypeInfo type, string path)
    {
        foreach (var member in type.Properties)
        {
            var memberPath = path.Length > 0 ? $"{path}.{member.Name}" : member.Name;

            if (!value.TryGetProperty(member.Name, out var found))
            {
                if (member.IsRequired)
                {
                    return memberPath;
                }
            }
            else if (Find(found, type.Options.GetTypeInfo(member.PropertyType), memberPath) is { } missing)
            {
                return missing;
            }
        }

        return null;
    }

    private static string? FindInArray(JsonElement value, JsonTypeInfo element, string path)
    {
        var index = 0;

        foreach (var item in value.EnumerateArray())
        {
            var itemPath = $"{path}[{index++}]";

            // What is a value refuses null by itself, or is JSON, which may hold it.
            if (item.ValueKind == JsonValueKind.Null && !element.Type.IsValueType)
            {
                return itemPath;
            }

            if (Find(item, element, itemPath) is { } missing)
            {
                return missing;
            }
        }

        return null;
    }
}
