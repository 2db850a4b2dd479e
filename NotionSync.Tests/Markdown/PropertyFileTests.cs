using System.Text;
using NotionSync.Html;
using NotionSync.Markdown;
using NotionSync.Markdown.Properties;
using NotionSync.Notion;

namespace NotionSync.Tests.Markdown;

public sealed class PropertyFileTests
{
    private const string Signed = "https://files.example.com/w/report%20a.pdf?X-Amz-Signature=";

    private static readonly NotionObject Page = NotionJson.ReadObject(Encoding.UTF8.GetBytes($$$"""
        {"object":"page","id":"00000000-0000-4000-8000-000000000001","properties":{"Name":{"id":"title","type":"title","title":[{"plain_text":"A"}]},
        "Files":{"id":"f","type":"files","files":[
          {"name":"Report","type":"file","file":{"url":"{{{Signed}}}1"}},
          {"name":"Site","type":"external","external":{"url":"https://example.com/site.pdf"}},
          {"name":"Again","type":"file","file":{"url":"{{{Signed}}}2"}}]},
        "Above":{"id":"r","type":"rollup","rollup":{"type":"array","array":[{"type":"files","files":[{"name":"Up","type":"file","file":{"url":"https://files.example.com/w/up.png?X-Amz-Signature=3"} } ] } ] } } } }
        """));

    [Fact]
    public void Files_that_Notion_hosts_are_to_be_stored_each_once_and_others_are_not()
        => Assert.Equal(["https://files.example.com/w/report%20a.pdf", "https://files.example.com/w/up.png"], PropertyFiles.Find(Page).Select(file => file.Key));

    [Fact]
    public void Stored_files_are_linked_and_so_are_those_outside()
    {
        var stored = new Dictionary<string, string> { ["https://files.example.com/w/report%20a.pdf"] = "report a.pdf" };
        var markdown = MarkdownConverter.Convert(Page, [], new() { PropertyFiles = stored }).ToString();

        Assert.Contains("- name: Report\n    url: attachments/report%20a.pdf\n", markdown, StringComparison.Ordinal);
        Assert.Contains("- name: Again\n    url: attachments/report%20a.pdf\n", markdown, StringComparison.Ordinal);
        Assert.Contains("- name: Site\n    url: https://example.com/site.pdf\n", markdown, StringComparison.Ordinal);
        Assert.Contains("- Up\n", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Amz", markdown, StringComparison.Ordinal);

        var html = HtmlRenderer.RenderFragment(markdown);
        Assert.Contains("<a href=\"attachments/report%20a.pdf\">Report</a>", html, StringComparison.Ordinal);

        var table = MarkdownConverter.Convert(Page, [], new() { PropertyFiles = stored, Options = new() { Properties = PropertyLayout.Table } }).ToString();
        Assert.Contains("[Report](attachments/report%20a.pdf), [Site](https://example.com/site.pdf), [Again](attachments/report%20a.pdf)", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Front_matter_is_shown_as_a_table_without_what_is_empty_and_with_links()
    {
        const string Markdown = """
            ---
            Name: A <b>
            Empty:
            Done: true
            Tags:
              - one
              - two
            Related:
              - https://www.notion.so/00000000000040008000000000000002
            Bad: javascript:alert(1)
            Worse: { name: x, url: "javascript:alert(1)" }
            ---

            Text
            """;

        var resolved = LinkResolver.Resolve(Markdown, _ => new("../0123456789abcdef0123456789abcdef/html", "The \"other\""));
        var html = HtmlRenderer.RenderFragment(resolved);

        Assert.Contains("<th scope=\"row\">Name</th><td>A &lt;b&gt;</td>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Empty", html, StringComparison.Ordinal);
        Assert.Contains("<td>one, two</td>", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"../0123456789abcdef0123456789abcdef/html\">The &quot;other&quot;</a>", html, StringComparison.Ordinal);
        Assert.Contains("<td>javascript:alert(1)</td>", html, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">Worse</th><td>x</td>", html, StringComparison.Ordinal);
        Assert.Equal("00000000-0000-4000-8000-000000000002", Assert.Single(LinkResolver.FindPages(Markdown)).ToString());
    }

    [Fact]
    public void What_is_no_list_of_properties_is_shown_as_it_is()
    {
        Assert.Contains("<pre>a: [</pre>", HtmlRenderer.RenderFragment("---\na: [\n---\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", HtmlRenderer.RenderFragment("---\na: &x [*x, <script>]\n---\n"), StringComparison.Ordinal);
    }
}
