using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Azd;

/// <summary>The templates under infra/. There is no Bicep compiler on NuGet or npm: see docs/decisions.md for what these check.</summary>
public sealed class BicepTests
{
    [Fact]
    public async Task The_templates_have_no_mistake_that_names_and_types_can_tell()
    {
        var findings = BicepCheck.Check(await Bicep.InfraAsync());
        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }

    /// <summary>The check itself is worth something only if it finds what it should.</summary>
    [Theory]
    [InlineData("allowSharedKeyAccess: false", "allowSharedKeyAcess: false", "has no property allowSharedKeyAcess")]
    [InlineData("allowSharedKeyAccess: false", "allowSharedKeyAccess: 'no'", "is string, not BooleanType")]
    [InlineData("minimumTlsVersion: 'TLS1_2'", "minimumTlsVersion: 'TLS12'", "not one of")]
    [InlineData("storageAccounts@2024-01-01", "storageAccounts@2024-01-02", "there is no resource type")]
    [InlineData("kind: 'StorageV2'", "", "lacks kind")]
    [InlineData("days: deletedDays", "days: deletedDay", "deletedDay is not declared")]
    [InlineData("days: deletedDays", "days: name", "is a string")]
    [InlineData("parent: tableService\n", "parent: account\n", "the parent of storageTables is no")]
    [InlineData("primaryEndpoints.blob", "primaryEndpoint.blob", "has no .properties.primaryEndpoint")]
    [InlineData("kind: 'StorageV2'", "kind: = 'StorageV2'", "no Bicep")]
    [InlineData("  'Throttle'\n", "  'Throttle'\n  'Imports'\n", "'Imports' is listed twice")]
    [InlineData("kind: 'StorageV2'", "kind: 'StorageV2'\n  kind: 'StorageV2'", "kind is set twice")]
    [InlineData("guid(account.id", "giud(account.id", "giud is no function")]
    public async Task A_mistake_in_a_template_is_found(string right, string wrong, string finding)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "storage.bicep");
        var text = await File.ReadAllTextAsync(RepositoryRoot.File("infra", "data", "storage.bicep"));
        Assert.Contains(right, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, text.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Contains(BicepCheck.Check(await Bicep.ReadAsync(path)), found => found.Contains(finding, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("skuName: sized.storageSku", "skuname: sized.storageSku", "has no parameter skuname")]
    [InlineData("skuName: sized.storageSku", "", "needs skuName")]
    [InlineData("logs.outputs.workspaceId", "logs.outputs.workspace", "is no output of")]
    public async Task A_mistake_between_templates_is_found(string right, string wrong, string finding)
    {
        using var folder = new TemporaryFolder();
        Copy(RepositoryRoot.File("infra"), folder.Path);
        var main = Path.Combine(folder.Path, "main.bicep");
        var text = await File.ReadAllTextAsync(main);
        Assert.Contains(right, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(main, text.Replace(right, wrong, StringComparison.Ordinal));

        var files = await Bicep.ReadAsync(Directory.GetFiles(folder.Path, "*.bicep", SearchOption.AllDirectories));
        Assert.Contains(BicepCheck.Check(files), found => found.Contains(finding, StringComparison.Ordinal));
    }

    /// <summary>Every parameter that azd passes is one of main.bicep's, and what has no default is passed.</summary>
    [Fact]
    public async Task The_parameters_file_fits_the_main_template()
    {
        var parameters = (await Bicep.FileAsync("main.bicep")).OfKind("parameter").ToList();
        using var file = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(RepositoryRoot.File("infra", "main.parameters.json")));
        var passed = file.RootElement.GetProperty("parameters").EnumerateObject().Select(parameter => parameter.Name).ToList();

        Assert.Empty(passed.Except(parameters.Select(parameter => parameter.Name)));
        Assert.Empty(parameters.Where(parameter => parameter.Value is null).Select(parameter => parameter.Name).Except(passed));
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
