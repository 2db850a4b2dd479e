using System.Text.Json;
using System.Text.Json.Serialization;

namespace NotionSync.Tests.Azd;

/// <summary>What a Bicep file declares and uses, as <c>eng/bicep/outline.mjs</c> says.</summary>
internal sealed record BicepFile(
    string Path,
    string Text,
    string TargetScope,
    IReadOnlyList<BicepError> Errors,
    IReadOnlyList<BicepDeclaration> Declarations,
    BicepUses Uses)
{
    public BicepDeclaration Find(string name)
        => Declarations.FirstOrDefault(declaration => declaration.Name == name && declaration.Kind != "output")
            ?? throw new InvalidOperationException($"{Path} declares no {name}.");

    /// <summary>The strings of a variable that is an array of strings.</summary>
    public IReadOnlyList<string> Strings(string variable)
        => [.. Find(variable).Value!.Items.Select(item => item.Text!)];

    public IEnumerable<BicepDeclaration> OfKind(string kind) => Declarations.Where(declaration => declaration.Kind == kind);
}

internal sealed record BicepError(int Line, string Text);

/// <param name="Kind">parameter, variable, resource, module or output.</param>
/// <param name="Target">The type of a resource, parameter or output; the path of a module.</param>
/// <param name="Value">A loop's value is that of one turn.</param>
internal sealed record BicepDeclaration(
    string Kind,
    string Name,
    string? Target,
    bool IsExisting,
    IReadOnlyDictionary<string, IReadOnlyList<BicepValue>> Decorators,
    BicepValue? Value,
    int Line)
{
    public BicepValue? Property(string name) => Value?.Properties.FirstOrDefault(property => property.Name == name)?.Value;
}

/// <param name="Kind">
/// string, text (with interpolation), number, boolean, null, object, array, choice (the branches of a condition), name
/// (of a declaration) or expression (anything else).
/// </param>
internal sealed record BicepValue(string Kind, string? Text, int Line)
{
    // Settable: generated deserialisers give an init-only property that is left out the default of its type.
    public IReadOnlyList<BicepProperty> Properties { get; set; } = [];

    public IReadOnlyList<BicepValue> Items { get; set; } = [];
}

internal sealed record BicepProperty(string Name, BicepValue Value, int Line);

internal sealed record BicepUses(IReadOnlyList<BicepUse> Names, IReadOnlyList<BicepUse> Calls);

internal sealed record BicepUse(string Name, int Line);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<BicepFile>))]
internal sealed partial class BicepJson : JsonSerializerContext;
