using System.Text.RegularExpressions;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests;

public sealed partial class DocumentationTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("CONTRIBUTING.md")]
    public async Task Every_path_that_the_documents_name_exists(string document)
    {
        var text = await File.ReadAllTextAsync(RepositoryRoot.File(document));
        var named = CodeSpan().Matches(text).Select((match) => match.Groups["path"].Value).Where(IsOurs).Distinct();

        Assert.DoesNotContain(named, (path) => !Path.Exists(RepositoryRoot.File(path)));
    }

    [Fact]
    public async Task Every_link_between_the_documents_leads_somewhere()
    {
        var documents = Directory.GetFiles(RepositoryRoot.File("docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(RepositoryRoot.Folder, "*.md"));
        var dead = new List<string>();

        foreach (var document in documents)
        {
            var links = Link().Matches(Code().Replace(await File.ReadAllTextAsync(document), string.Empty)).Select(match => match.Groups["target"].Value.Split('#')[0]);
            dead.AddRange(links.Where(link => link.Length > 0 && !link.Contains(':', StringComparison.Ordinal) && !Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, link)))
                .Select(link => $"{Path.GetRelativePath(RepositoryRoot.Folder, document)}: {link}"));
        }

        Assert.True(dead.Count == 0, string.Join('\n', dead));
    }

    // The first part tells a path of the repository from a route or a URL.
    private static bool IsOurs(string path)
        => path.StartsWith("NotionSync.", StringComparison.Ordinal) || path.StartsWith("eng/", StringComparison.Ordinal) || path.StartsWith("docs/", StringComparison.Ordinal);

    [GeneratedRegex("`(?<path>[A-Za-z.]+/[A-Za-z0-9./-]*)`")]
    private static partial Regex CodeSpan();

    // In code a link is an example.
    [GeneratedRegex("^```.*?^```|`[^`\\n]*`", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
