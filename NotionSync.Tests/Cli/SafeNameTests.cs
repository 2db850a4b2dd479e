using System.Text;
using NotionSync.Cli.Exporting;

namespace NotionSync.Tests.Cli;

public sealed class SafeNameTests
{
    [Theory]
    [InlineData("Access control", "Access control")]
    [InlineData("Zugänge 政策 🔐", "Zugänge 政策 🔐")]
    [InlineData("a/b\\c:d*e?f\"g<h>i|j", "a-b-c-d-e-f-g-h-i-j")]
    [InlineData("Are you certified?", "Are you certified")]
    [InlineData("../../etc/passwd", "etc-passwd")]
    [InlineData("..", "Untitled")]
    [InlineData(".hidden", "hidden")]
    [InlineData("ends in dots...", "ends in dots")]
    [InlineData("tab\tand\nline", "tab-and-line")]
    [InlineData("", "Untitled")]
    [InlineData(null, "Untitled")]
    [InlineData("con", "_con")]
    [InlineData("NUL.md", "_NUL.md")]
    public void Titles_become_names_that_every_file_system_takes(string? title, string name)
        => Assert.Equal(name, SafeName.ForTitle(title));

    [Theory]
    [InlineData("report.pdf", "report.pdf")]
    [InlineData("../evil.sh", "evil.sh")]
    [InlineData("no extension", "no extension")]
    [InlineData(".pdf", "file.pdf")]
    [InlineData("archive.tar.gz", "archive.tar.gz")]
    [InlineData(null, "file")]
    public void Files_keep_their_extension(string? file, string name)
        => Assert.Equal(name, SafeName.ForFile(file));

    [Fact]
    public void Long_names_are_cut_between_characters_and_files_keep_their_extension()
    {
        var title = SafeName.ForTitle(string.Concat(Enumerable.Repeat("🔐", 200)));
        var file = SafeName.ForFile(new string('é', 300) + ".pdf");

        Assert.True(Encoding.UTF8.GetByteCount(title) <= 100);
        Assert.DoesNotContain('\uFFFD', title);
        Assert.True(Encoding.UTF8.GetByteCount(file) <= 120);
        Assert.EndsWith(".pdf", file, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_differ_only_in_case_are_kept_apart()
    {
        var names = new UniqueNames();

        Assert.Equal(["Policy.md", "policy (2).md", "POLICY (3).md"], [names.Take("Policy", ".md"), names.Take("policy", ".md"), names.Take("POLICY", ".md")]);
    }
}
