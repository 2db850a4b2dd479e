using NotionSync.Storage;

namespace NotionSync.Tests.Azd;

/// <summary>The app creates nothing in the cloud: what infra/ does not declare is not there.</summary>
public sealed class StorageNamesTests
{
    [Fact]
    public async Task Every_table_queue_and_container_of_the_app_is_declared_and_no_other()
    {
        var template = await Bicep.FileAsync(Path.Combine("data", "storage.bicep"));

        string[] findings =
        [
            .. Compare(template, "tables", StorageNames.Tables),
            .. Compare(template, "queues", StorageNames.Queues),
            .. Compare(template, "containers", StorageNames.Containers),
        ];

        Assert.True(findings.Length == 0, string.Join('\n', findings));
    }

    [Fact]
    public async Task A_table_that_only_one_side_knows_is_named()
    {
        var template = await Bicep.FileAsync(Path.Combine("data", "storage.bicep"));

        Assert.Contains("Add 'New'", Assert.Single(Compare(template, "tables", [.. template.Strings("tables"), "New"])), StringComparison.Ordinal);
        Assert.Contains("Remove 'Throttle'", Assert.Single(Compare(template, "tables", [.. template.Strings("tables").Where(name => name != "Throttle")])), StringComparison.Ordinal);
    }

    /// <summary>A queue without its twin would drop what fails: the Functions host creates none that it may not create.</summary>
    [Fact]
    public void Every_queue_has_a_poison_queue()
        => Assert.Equal(
            StorageNames.Queues.Where(name => !name.EndsWith("-poison", StringComparison.Ordinal)).Select(name => $"{name}-poison").Order(),
            StorageNames.Queues.Where(name => name.EndsWith("-poison", StringComparison.Ordinal)).Order());

    private static IEnumerable<string> Compare(BicepFile template, string variable, IReadOnlyList<string> names)
    {
        var declared = template.Strings(variable);

        return
        [
            .. names.Except(declared).Select(name => $"Add '{name}' to the {variable} of infra/data/storage.bicep: StorageNames has it."),
            .. declared.Except(names).Select(name => $"Remove '{name}' from the {variable} of infra/data/storage.bicep, or list it in StorageNames."),
        ];
    }
}
