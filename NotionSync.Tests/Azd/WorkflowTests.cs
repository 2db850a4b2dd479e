using System.Text.RegularExpressions;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Azd;

/// <summary>A tag of somebody else's action can be moved; a digest cannot.</summary>
public sealed partial class WorkflowTests
{
    [Fact]
    public async Task Every_action_is_pinned_by_digest_and_says_its_version()
    {
        var uses = new List<string>();

        foreach (var file in Directory.GetFiles(RepositoryRoot.File(".github", "workflows"), "*.yml"))
        {
            uses.AddRange((await File.ReadAllLinesAsync(file)).Where(line => line.Contains("uses:", StringComparison.Ordinal)));
        }

        Assert.True(uses.Count > 10);
        Assert.DoesNotContain(uses, line => !Pinned().IsMatch(line));
    }

    [GeneratedRegex(@"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")]
    private static partial Regex Pinned();
}
