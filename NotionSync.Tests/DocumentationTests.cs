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

    // The first part tells a path of the repository from a route or a URL.
    private static bool IsOurs(string path)
        => path.StartsWith("NotionSync.", StringComparison.Ordinal) || path.StartsWith("eng/", StringComparison.Ordinal) || path.StartsWith("docs/", StringComparison.Ordinal);

    [GeneratedRegex("`(?<path>[A-Za-z.]+/[A-Za-z0-9./-]*)`")]
    private static partial Regex CodeSpan();
}
