using System.Reflection;
using NotionSync.Actions;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Actions;

/// <summary>What writes to Notion is out of reach for everything but actions.</summary>
public sealed class WriteWallTests
{
    private const string Wall = "NotionSync.Actions";

    [Fact]
    public void No_type_outside_of_actions_refers_to_what_writes()
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

        var found = typeof(ActionService).Assembly.GetTypes()
            .Where(type => type.Namespace?.StartsWith(Wall, StringComparison.Ordinal) != true)
            .SelectMany(type => type.GetFields(All).Select(field => field.FieldType)
                .Concat(type.GetConstructors(All).SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.ParameterType))
                .Concat(type.GetMethods(All).SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)))
                .Where(used => used.Namespace?.StartsWith(Wall, StringComparison.Ordinal) == true)
                .Select(used => $"{type} uses {used}"));

        Assert.Empty(found);
        Assert.Contains(typeof(ActionService).GetConstructors().Single().GetParameters(), parameter => parameter.ParameterType.Namespace == $"{Wall}.Writing");
    }

    [Fact]
    public void No_source_file_outside_of_actions_names_what_writes()
    {
        string[] names = ["Actions.Writing", "NotionWriteClient", "WriteAccess", "WriteGuardHandler"];
        var core = RepositoryRoot.File("NotionSync.Core");
        var projects = new[] { core, RepositoryRoot.File("NotionSync.Storage"), RepositoryRoot.File("NotionSync.Functions"), RepositoryRoot.File("NotionSync.Airbyte"), RepositoryRoot.File("NotionSync.LocalHost") };

        var found = projects
            .SelectMany(project => Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.StartsWith(Path.Combine(core, "Actions"), StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file) is var text && names.Any(name => text.Contains(name, StringComparison.Ordinal)))
            .ToList();

        Assert.Empty(found);
        Assert.Contains("WriteAccess", File.ReadAllText(Path.Combine(core, "Actions", "ActionService.cs")), StringComparison.Ordinal);
    }
}
