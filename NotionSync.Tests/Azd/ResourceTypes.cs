using System.Globalization;
using Azure.Bicep.Types.Az;
using Azure.Bicep.Types.Concrete;
using Azure.Bicep.Types.Index;

namespace NotionSync.Tests.Azd;

/// <summary>Compares resources with the type data that Bicep itself checks them with: Azure.Bicep.Types.Az.</summary>
internal sealed class ResourceTypes
{
    private readonly AzTypeLoader _loader = new();
    private readonly TypeIndex _index;

    public ResourceTypes() => _index = _loader.LoadTypeIndex();

    /// <returns>The body of a resource type, null where there is no such type at this API version.</returns>
    public TypeBase? Find(string typeAndVersion)
        => _index.Resources.FirstOrDefault(resource => string.Equals(resource.Key, typeAndVersion, StringComparison.OrdinalIgnoreCase)) is { Value: { } reference }
            ? _loader.LoadResourceType(reference).Body.Type
            : null;

    /// <summary>Says what a compiler would: unknown and missing properties, values of the wrong type, values nobody takes.</summary>
    public static IEnumerable<string> Check(BicepFile file, BicepDeclaration resource, TypeBase body)
        => new Comparison(file).Check(resource.Value!, body, resource.Name, isBody: true);

    /// <summary>Whether a path of properties, as in <c>account.properties.primaryEndpoints.blob</c>, leads anywhere.</summary>
    public static bool Has(TypeBase type, IEnumerable<string> path)
    {
        foreach (var name in path)
        {
            if (type is DiscriminatedObjectType or AnyType)
            {
                return true;
            }

            if (type is not ObjectType known)
            {
                return false;
            }

            if (known.Properties.TryGetValue(name, out var property))
            {
                type = property.Type.Type;
            }
            else if (known.AdditionalProperties is { } additional)
            {
                type = additional.Type;
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private sealed class Comparison(BicepFile file)
    {
        // Bicep's own properties of a resource.
        private static readonly HashSet<string> Meta = ["parent", "scope", "dependsOn"];

        public IEnumerable<string> Check(BicepValue value, TypeBase type, string path, bool isBody = false)
            => (value.Kind, type) switch
            {
                ("null", _) or (_, AnyType) => [],
                ("choice", _) => value.Items.SelectMany(branch => Check(branch, type, path, isBody)),
                ("name", _) => CheckName(value, type, path),
                ("expression", _) => [],
                ("object", ObjectType known) => CheckObject(value, known.Properties, known.AdditionalProperties?.Type, path, isBody),
                ("object", DiscriminatedObjectType choice) => CheckChoice(value, choice, path, isBody),
                ("array", ArrayType list) => value.Items.SelectMany((item, index) => Check(item, list.ItemType.Type, $"{path}[{index}]")),
                ("string" or "text", StringType text) => CheckLength(value, text, path),
                ("string", StringLiteralType or UnionType) => CheckLiteral(value, type, path),
                ("text", StringLiteralType or UnionType) => [],
                ("number", IntegerType range) => CheckRange(value, range, path),
                ("number", UnionType) or ("boolean", BooleanType) => [],
                (_, BuiltInType) => [],
                _ => [Say(value, path, $"is {value.Kind}, not {Describe(type)}")],
            };

        private IEnumerable<string> CheckObject(
            BicepValue value, IReadOnlyDictionary<string, ObjectTypeProperty> properties, TypeBase? additional, string path, bool isBody)
        {
            foreach (var (name, child, line) in value.Properties)
            {
                if (isBody && Meta.Contains(name))
                {
                    continue;
                }

                if (properties.TryGetValue(name, out var property))
                {
                    foreach (var finding in property.Flags.HasFlag(ObjectTypePropertyFlags.ReadOnly)
                        ? [Say(child, path, $"sets {name}, which is read-only")]
                        : Check(child, property.Type.Type, $"{path}.{name}"))
                    {
                        yield return finding;
                    }
                }
                else if (additional is not null)
                {
                    foreach (var finding in Check(child, additional, $"{path}.{name}"))
                    {
                        yield return finding;
                    }
                }
                else if (!name.StartsWith('$'))
                {
                    yield return $"{file.Path}({line}): {path} has no property {name}; it has {string.Join(", ", properties.Keys.Order())}";
                }
            }

            foreach (var (name, property) in properties)
            {
                if (property.Flags.HasFlag(ObjectTypePropertyFlags.Required) && value.Properties.All(given => given.Name != name))
                {
                    yield return Say(value, path, $"lacks {name}, which is required");
                }
            }
        }

        private IEnumerable<string> CheckChoice(BicepValue value, DiscriminatedObjectType choice, string path, bool isBody)
        {
            var key = value.Properties.FirstOrDefault(property => property.Name == choice.Discriminator)?.Value;

            if (key is not { Kind: "string" } || !choice.Elements.TryGetValue(key.Text!, out var element) || element.Type is not ObjectType chosen)
            {
                return [Say(value, path, $"needs {choice.Discriminator} to be one of {string.Join(", ", choice.Elements.Keys)}")];
            }

            var properties = choice.BaseProperties.Concat(chosen.Properties).DistinctBy(pair => pair.Key).ToDictionary();
            properties.Remove(choice.Discriminator);
            return CheckObject(
                value with { Properties = [.. value.Properties.Where(property => property.Name != choice.Discriminator)] },
                properties, chosen.AdditionalProperties?.Type, path, isBody);
        }

        private IEnumerable<string> CheckName(BicepValue value, TypeBase type, string path)
            => file.Declarations.FirstOrDefault(declaration => declaration.Name == value.Text && declaration.Kind is "variable" or "parameter") switch
            {
                { Kind: "variable", Value: { } known } => Check(known, type, $"{path} ({value.Text})"),
                { Kind: "parameter", Target: "string" } when type is IntegerType or BooleanType or ObjectType or ArrayType => [Say(value, path, $"is a string, not {Describe(type)}")],
                { Kind: "parameter", Target: "int" } when type is not (IntegerType or UnionType or BuiltInType) => [Say(value, path, $"is an int, not {Describe(type)}")],
                { Kind: "parameter", Target: "bool" } when type is not (BooleanType or UnionType or BuiltInType) => [Say(value, path, $"is a bool, not {Describe(type)}")],
                _ => [],
            };

        private IEnumerable<string> CheckLiteral(BicepValue value, TypeBase type, string path)
        {
            var known = Literals(type).ToList();
            return known.Count == 0 || known.Contains(value.Text!) ? [] : [Say(value, path, $"is '{value.Text}', not one of {string.Join(", ", known)}")];
        }

        // Stricter than the compiler: where the type names values and takes others too, ours has to be one of those named.
        private static IEnumerable<string> Literals(TypeBase type) => type switch
        {
            StringLiteralType literal => [literal.Value],
            UnionType union => union.Elements.SelectMany(element => Literals(element.Type)),
            _ => [],
        };

        private IEnumerable<string> CheckLength(BicepValue value, StringType type, string path)
            => value.Kind == "string" && (value.Text!.Length < (type.MinLength ?? 0) || value.Text.Length > (type.MaxLength ?? int.MaxValue))
                ? [Say(value, path, $"has {value.Text.Length} characters, not {type.MinLength} to {type.MaxLength}")]
                : [];

        private IEnumerable<string> CheckRange(BicepValue value, IntegerType type, string path)
        {
            var number = long.Parse(value.Text!, CultureInfo.InvariantCulture);
            return number < (type.MinValue ?? long.MinValue) || number > (type.MaxValue ?? long.MaxValue)
                ? [Say(value, path, $"is {number}, not {type.MinValue} to {type.MaxValue}")]
                : [];
        }

        private string Say(BicepValue value, string path, string what) => $"{file.Path}({value.Line}): {path} {what}";

        private static string Describe(TypeBase type) => type switch
        {
            UnionType or StringLiteralType => $"one of {string.Join(", ", Literals(type))}",
            ObjectType known => $"an object {known.Name}",
            _ => type.GetType().Name,
        };
    }
}
