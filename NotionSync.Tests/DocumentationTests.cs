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

    [Fact]
    public async Task Every_test_that_the_comparison_names_is_there()
    {
        var rows = (await File.ReadAllLinesAsync(RepositoryRoot.File("docs", "compare.md")))
            .SkipWhile(line => !line.StartsWith("|---", StringComparison.Ordinal)).Skip(1).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray()).ToList();
        var tests = typeof(DocumentationTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods().Where(method => method.GetCustomAttributes(typeof(FactAttribute), inherit: true).Length > 0)
                .Select(method => $"{type.FullName!["NotionSync.Tests.".Length..].Replace('.', '/')}.{method.Name}"))
            .ToHashSet(StringComparer.Ordinal);
        var unshown = new List<string>();

        foreach (var row in rows.Where(row => row[3] != "–"))
        {
            var named = Span().Matches(row[4]).Select(match => match.Groups["code"].Value).ToList();

            // A class, or one of its tests.
            if (named.Count == 0 || named.Exists(name => !tests.Contains(name) && !tests.Any(test => test.StartsWith($"{name}.", StringComparison.Ordinal))))
            {
                unshown.Add($"{row[1]}: {row[4]}");
            }
        }

        Assert.True(rows.Count > 20 && unshown.Count == 0, string.Join('\n', unshown));
    }

    // The first part tells a path of the repository from a route or a URL.
    private static bool IsOurs(string path)
        => path.StartsWith("NotionSync.", StringComparison.Ordinal) || path.StartsWith("eng/", StringComparison.Ordinal) || path.StartsWith("docs/", StringComparison.Ordinal);

    [GeneratedRegex("`(?<path>[A-Za-z.]+/[A-Za-z0-9./-]*)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex("`(?<code>[^`]+)`")]
    private static partial Regex Span();

    // In code a link is an example.
    [GeneratedRegex("^```.*?^```|`[^`\\n]*`", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
