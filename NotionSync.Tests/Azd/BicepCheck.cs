using System.Text.RegularExpressions;

namespace NotionSync.Tests.Azd;

/// <summary>What a Bicep compiler would say of templates, as far as syntax, names, modules and resource types go.</summary>
internal static partial class BicepCheck
{
    private static readonly ResourceTypes Types = new();

    private static readonly HashSet<string> Functions =
    [
        "concat", "contains", "dateTimeAdd", "dateTimeToEpoch", "deployer", "empty", "environment", "guid", "int", "json", "length",
        "loadTextContent", "max", "min", "replace", "resourceGroup", "string", "subscription", "subscriptionResourceId", "toLower",
        "union", "uniqueString", "utcNow",
    ];

    public static IReadOnlyList<string> Check(IReadOnlyList<BicepFile> files)
        => [.. files.SelectMany(file => (IEnumerable<string>)[.. Syntax(file), .. Names(file), .. Resources(file), .. Modules(file, files), .. Paths(file, files)])];

    private static IEnumerable<string> Syntax(BicepFile file)
        => file.Errors.Select(error => $"{file.Path}({error.Line}): this is no Bicep: {error.Text}");

    private static IEnumerable<string> Names(BicepFile file)
    {
        var declared = file.Declarations.Where(declaration => declaration.Kind != "output").ToList();
        var used = file.Uses.Names.Select(use => use.Name).ToHashSet();

        return
        [
            .. declared.GroupBy(declaration => declaration.Name).Where(group => group.Count() > 1)
                .Select(group => $"{file.Path}({group.Last().Line}): {group.Key} is declared twice"),
            .. declared.SelectMany(declaration => Twice(file, declaration.Value)),
            .. file.Uses.Names.Where(use => declared.All(declaration => declaration.Name != use.Name))
                .Select(use => $"{file.Path}({use.Line}): {use.Name} is not declared"),
            .. file.Uses.Calls.Where(call => !Functions.Contains(call.Name))
                .Select(call => $"{file.Path}({call.Line}): {call.Name} is no function that this test knows"),
            .. declared.Where(declaration => declaration.Kind is "parameter" or "variable" && !used.Contains(declaration.Name))
                .Select(declaration => $"{file.Path}({declaration.Line}): {declaration.Name} is never used"),
            .. declared.Where(declaration => declaration.Kind is "parameter" && !declaration.Decorators.ContainsKey("description"))
                .Select(declaration => $"{file.Path}({declaration.Line}): {declaration.Name} has no description"),
        ];
    }

    private static IEnumerable<string> Twice(BicepFile file, BicepValue? value)
        => value is null ? [] :
        [
            .. value.Properties.GroupBy(property => property.Name).Where(group => group.Count() > 1)
                .Select(group => $"{file.Path}({group.Last().Line}): {group.Key} is set twice"),
            .. value.Items.Where(item => item.Kind == "string").GroupBy(item => item.Text).Where(group => group.Count() > 1)
                .Select(group => $"{file.Path}({group.Last().Line}): '{group.Key}' is listed twice"),
            .. value.Properties.SelectMany(property => Twice(file, property.Value)),
            .. value.Items.SelectMany(item => Twice(file, item)),
        ];

    private static IEnumerable<string> Resources(BicepFile file)
    {
        foreach (var resource in file.OfKind("resource"))
        {
            if (Types.Find(resource.Target!) is not { } body)
            {
                yield return $"{file.Path}({resource.Line}): there is no resource type {resource.Target}";
                continue;
            }

            foreach (var finding in resource.IsExisting ? [] : ResourceTypes.Check(file, resource, body))
            {
                yield return finding;
            }

            if (Parent(file, resource) is { } problem)
            {
                yield return $"{file.Path}({resource.Line}): {problem}";
            }
        }
    }

    // A child names its parent, whose type is the child's without its last part.
    private static string? Parent(BicepFile file, BicepDeclaration resource)
    {
        var type = resource.Target!.Split('@')[0];
        var isChild = type.Count(character => character == '/') > 1;

        if (resource.Property("parent") is not { Text: { } text })
        {
            return isChild ? $"{resource.Name} is a child and names no parent" : null;
        }

        var parent = file.OfKind("resource").FirstOrDefault(candidate => candidate.Name == text.Split('[')[0]);
        return parent?.Target!.Split('@')[0] == type[..type.LastIndexOf('/')] ? null : $"the parent of {resource.Name} is no {type[..type.LastIndexOf('/')]}";
    }

    private static IEnumerable<string> Modules(BicepFile file, IReadOnlyList<BicepFile> files)
    {
        foreach (var module in file.OfKind("module"))
        {
            var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file.Path)!, module.Target!));

            if (files.FirstOrDefault(candidate => candidate.Path == path) is not { } target)
            {
                yield return $"{file.Path}({module.Line}): there is no {module.Target}";
                continue;
            }

            var given = module.Property("params")?.Properties ?? [];
            var taken = target.OfKind("parameter").ToList();

            foreach (var parameter in given.Where(parameter => taken.All(candidate => candidate.Name != parameter.Name)))
            {
                yield return $"{file.Path}({parameter.Line}): {module.Target} has no parameter {parameter.Name}";
            }

            foreach (var parameter in taken.Where(parameter => parameter.Value is null && given.All(candidate => candidate.Name != parameter.Name)))
            {
                yield return $"{file.Path}({module.Line}): {module.Target} needs {parameter.Name}";
            }

            foreach (var parameter in given)
            {
                if (file.Declarations.FirstOrDefault(candidate => candidate.Kind == "parameter" && candidate.Name == parameter.Value.Text) is { } source
                    && parameter.Value.Kind == "name"
                    && taken.FirstOrDefault(candidate => candidate.Name == parameter.Name) is { } goal
                    && (source.Target != goal.Target || source.Decorators.ContainsKey("secure") != goal.Decorators.ContainsKey("secure")))
                {
                    yield return $"{file.Path}({parameter.Line}): {source.Name} is of another type, or is a secret and its goal is none";
                }
            }

            if ((target.TargetScope, file.TargetScope, module.Property("scope")) is ("resourceGroup", "subscription", null))
            {
                yield return $"{file.Path}({module.Line}): {module.Name} needs a resource group as its scope";
            }
        }
    }

    // a.outputs.b, a.properties.b.c
    private static IEnumerable<string> Paths(BicepFile file, IReadOnlyList<BicepFile> files)
    {
        foreach (Match match in Member().Matches(file.Text))
        {
            var path = match.Groups["path"].Value.Split('.', StringSplitOptions.RemoveEmptyEntries);
            var line = file.Text.AsSpan(0, match.Index).Count('\n') + 1;

            switch (file.Declarations.FirstOrDefault(declaration => declaration.Name == match.Groups["name"].Value && declaration.Kind is "module" or "resource"))
            {
                case { Kind: "module", Target: { } target }:
                    var module = files.FirstOrDefault(candidate => candidate.Path == Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file.Path)!, target)));

                    if (path is not ["outputs", var output, ..] || module?.OfKind("output").All(candidate => candidate.Name != output) != false)
                    {
                        yield return $"{file.Path}({line}): {match.Value} is no output of {target}";
                    }

                    break;

                case { Kind: "resource", Target: { } type } when Types.Find(type) is { } body && !ResourceTypes.Has(body, path):
                    yield return $"{file.Path}({line}): {type} has no {match.Groups["path"].Value}";
                    break;
            }
        }
    }

    [GeneratedRegex(@"(?<![.\w/'])(?<name>[a-zA-Z]\w*)(\[\w+\])?!?(?<path>(\.[a-zA-Z]\w*)+)(?!\()")]
    private static partial Regex Member();
}
