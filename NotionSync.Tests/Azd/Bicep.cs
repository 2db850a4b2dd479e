using System.Diagnostics;
using System.Text.Json;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Azd;

/// <summary>Reads Bicep files with the parser under <c>eng/bicep</c>.</summary>
internal static class Bicep
{
    private static readonly Lazy<Task<IReadOnlyList<BicepFile>>> Checkout = new(() => ReadAsync(Files()));

    /// <summary>All templates of this checkout, read once per test run.</summary>
    public static Task<IReadOnlyList<BicepFile>> InfraAsync() => Checkout.Value;

    /// <summary>One template by its path under infra/.</summary>
    public static async Task<BicepFile> FileAsync(string path)
        => (await InfraAsync()).Single(file => file.Path == RepositoryRoot.File("infra", path));

    public static string[] Files() => Directory.GetFiles(RepositoryRoot.File("infra"), "*.bicep", SearchOption.AllDirectories);

    public static async Task<IReadOnlyList<BicepFile>> ReadAsync(params string[] files)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(RepositoryRoot.File("eng", "bicep", "outline.mjs"));

        foreach (var file in files)
        {
            start.ArgumentList.Add(file);
        }

        using var node = Process.Start(start)!;
        var errors = node.StandardError.ReadToEndAsync();
        var outline = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();

        return node.ExitCode == 0
            ? JsonSerializer.Deserialize(outline, BicepJson.Default.IReadOnlyListBicepFile)!
            : throw new InvalidOperationException($"outline.mjs failed; eng/setup installs what it needs.\n{await errors}");
    }
}
