using NotionSync.Html;
using NotionSync.Markdown;

namespace NotionSync.Tests.Html;

public sealed class HtmlRendererTests
{
    private const string Anchor = "0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("Text", "<p dir=\"auto\">Text</p>")]
    [InlineData("# Title", "<h1 dir=\"auto\">Title</h1>")]
    [InlineData("###### Six", "<h6 dir=\"auto\">Six</h6>")]
    [InlineData("one\\\ntwo", "<p dir=\"auto\">one<br>\ntwo</p>")]
    [InlineData("**a** *b* ~~c~~ <u>d</u> `e`", "<p dir=\"auto\"><strong>a</strong> <em>b</em> <del>c</del> <u>d</u> <code>e</code></p>")]
    [InlineData("> quote", "<blockquote dir=\"auto\">\n<p>quote</p>\n</blockquote>")]
    [InlineData("---", "<hr>")]
    [InlineData("3. three\n4. four", "<ol start=\"3\" dir=\"auto\">\n<li>three\n</li>\n<li>four\n</li>\n</ol>")]
    [InlineData("- [ ] open\n- [x] done", "<ul class=\"tasks\" dir=\"auto\">\n<li><input type=\"checkbox\" disabled=\"\"> open\n</li>\n<li><input type=\"checkbox\" disabled=\"\" checked=\"\"> done\n</li>\n</ul>")]
    [InlineData("```csharp\nvar a = 1 < 2;\n```", "<pre dir=\"ltr\"><code class=\"language-csharp\">var a = 1 &lt; 2;</code></pre>")]
    [InlineData("so $a_1 * b_2$ is", "<p dir=\"auto\">so <span class=\"math\" dir=\"ltr\">$a_1 * b_2$</span> is</p>")]
    [InlineData("$$\nx < y\n$$", "<div class=\"math\" dir=\"ltr\">$$\nx &lt; y\n$$</div>")]
    [InlineData("```math\n\\text{$$}\n```", "<div class=\"math\" dir=\"ltr\">\\[\n\\text{$$}\n\\]</div>")]
    [InlineData("&lt;b&gt; \\*no\\*", "<p dir=\"auto\">&lt;b&gt; *no*</p>")]
    public void Markdown_becomes_the_HTML_that_means_the_same(string markdown, string html)
        => Assert.Equal(html, HtmlRenderer.RenderFragment(markdown).TrimEnd());

    [Fact]
    public void A_table_has_header_cells_and_alignment()
    {
        var html = HtmlRenderer.RenderFragment("| a | b |\n| --- | --: |\n| 1 | 2 |\n");

        Assert.Equal(
            """
            <div class="table"><table dir="auto"><thead><tr><th scope="col">a</th><th scope="col" class="right">b</th></tr></thead>
            <tbody>
            <tr><td>1</td><td class="right">2</td></tr></tbody></table></div>

            """,
            html);
    }

    [Fact]
    public void A_table_without_a_header_row_gets_none()
    {
        var html = HtmlRenderer.RenderFragment("|  |  |\n| --- | --- |\n| 1 | 2 |\n");

        Assert.DoesNotContain("<thead>", html, StringComparison.Ordinal);
        Assert.Contains("<td>2</td>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_toggle_folds_the_blocks_within_it()
    {
        var html = HtmlRenderer.RenderFragment(
            $"<details>\n<summary><h2 id=\"{Anchor}\">More &amp; <strong>more</strong></h2></summary>\n\n- item\n\n</details>\n\nafter\n");

        Assert.Equal(
            $"""
             <details>
             <summary dir="auto"><h2 id="{Anchor}">More &amp; <strong>more</strong></h2></summary>
             <ul dir="auto">
             <li>item
             </li>
             </ul>
             </details>
             <p dir="auto">after</p>

             """,
            html);
    }

    [Fact]
    public void A_list_numbered_by_letters_keeps_its_letters()
    {
        var html = HtmlRenderer.RenderFragment("<ol type=\"a\" start=\"2\">\n<li>\n\none\n\n</li>\n<li>\n\ntwo\n\n</li>\n</ol>\n");

        Assert.Contains("<ol type=\"a\" start=\"2\" dir=\"auto\">", html, StringComparison.Ordinal);
        Assert.Equal(2, html.Split("<li>").Length - 1);
        Assert.Equal(2, html.Split("</li>").Length - 1);
        Assert.DoesNotContain("&lt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_to_a_block_lands_on_its_anchor()
    {
        var html = HtmlRenderer.RenderFragment($"## <a id=\"{Anchor}\"></a>Title\n\n[up](#{Anchor})\n");

        Assert.Contains($"<a id=\"{Anchor}\"></a>Title", html, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"#{Anchor}\">up</a>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_other_anchor_gets_a_prefix_so_that_no_script_takes_it_for_its_own()
        => Assert.Equal(
            "<p dir=\"auto\"><a id=\"user-content-body\"></a><a href=\"#user-content-body\">x</a></p>\n",
            HtmlRenderer.RenderFragment("<a id=\"body\"></a>[x](#body)"));

    [Fact]
    public void A_link_to_the_web_opens_apart_and_tells_nobody_where_it_was()
        => Assert.Equal(
            "<p dir=\"auto\"><a href=\"https://example.com/a%20b?c=1&amp;d=(2)\" title=\"T\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">x</a></p>\n",
            HtmlRenderer.RenderFragment("[x](<https://example.com/a b?c=1&d=(2)> \"T\")"));

    [Fact]
    public void Attachments_stay_relative()
        => Assert.Equal(
            "<p dir=\"auto\"><img src=\"attachments/a%20b.png\" alt=\"the *plan*\" loading=\"lazy\"> <a href=\"attachments/c.pdf\">c</a></p>\n",
            HtmlRenderer.RenderFragment("![the \\*plan\\*](attachments/a%20b.png) [c](attachments/c.pdf)"));

    [Fact]
    public void An_image_on_another_host_becomes_a_link_to_it()
        => Assert.Equal(
            "<p dir=\"auto\"><a href=\"https://example.com/a.png\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">plan</a></p>\n",
            HtmlRenderer.RenderFragment("![plan](https://example.com/a.png)"));

    [Fact]
    public void Colours_become_classes_of_the_stylesheet()
    {
        var html = HtmlRenderer.RenderFragment("<span style=\"color: #d44c47\">red</span> <span style=\"color: red\">plain</span>");

        Assert.Equal("<p dir=\"auto\"><span class=\"text-red\">red</span> <span>plain</span></p>\n", html);
        Assert.Contains(".text-red", HtmlRenderer.Stylesheet, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_lead_where_the_caller_maps_them()
    {
        var options = new HtmlOptions
        {
            MapUrl = url => url.StartsWith("https://www.notion.so/", StringComparison.Ordinal) ? $"../documents/{url[22..]}/html" : null,
        };

        Assert.Equal(
            "<p dir=\"auto\"><a href=\"../documents/x/html\">x</a></p>\n",
            HtmlRenderer.RenderFragment("[x](https://www.notion.so/x)", options));
    }

    [Fact]
    public void A_link_that_leads_to_another_document_stays_relative()
    {
        var markdown = LinkResolver.Resolve($"[x](https://www.notion.so/{Anchor}#{Anchor})\n", _ => new($"../{Anchor}/html", "Title"));

        Assert.Equal($"<p dir=\"auto\"><a href=\"../{Anchor}/html#{Anchor}\">x</a></p>\n", HtmlRenderer.RenderFragment(markdown));
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("//example.com/x")]
    [InlineData("java\tscript:alert(1)")]
    public void A_mapping_cannot_lead_to_a_script_or_to_another_host_unseen(string url)
        => Assert.Equal("<p dir=\"auto\">x</p>\n", HtmlRenderer.RenderFragment("[x](https://example.com/)", new() { MapUrl = _ => url }));

    [Fact]
    public void Properties_are_a_table_at_the_top()
        => Assert.Equal(
            "<div class=\"table\"><table dir=\"auto\"><tbody><tr><th scope=\"row\">Owner</th><td>Ada</td></tr><tr><th scope=\"row\">Tag</th><td>&lt;b&gt;</td></tr></tbody></table></div>\n<p dir=\"auto\">Text</p>\n",
            HtmlRenderer.RenderFragment("---\nOwner: Ada\nTag: <b>\n---\n\nText\n"));

    [Fact]
    public void A_page_carries_its_title_its_style_and_its_policy()
    {
        var html = HtmlRenderer.RenderPage("Text", "A & <B>");

        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.Ordinal);
        Assert.Contains("<title>A &amp; &lt;B&gt;</title>", html, StringComparison.Ordinal);
        Assert.Contains("<h1 class=\"title\" dir=\"auto\">A &amp; &lt;B&gt;</h1>", html, StringComparison.Ordinal);
        Assert.Contains($"<style>{HtmlRenderer.Stylesheet}</style>", html, StringComparison.Ordinal);
        Assert.Contains("<meta http-equiv=\"Content-Security-Policy\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("default-src 'none'")]
    [InlineData("base-uri 'none'")]
    [InlineData("form-action 'none'")]
    [InlineData("frame-ancestors 'self'")]
    [InlineData("img-src 'self' data:")]
    [InlineData("sandbox ")]
    public void The_policy_forbids_what_a_document_does_not_need(string directive)
        => Assert.Contains(directive, HtmlRenderer.ContentSecurityPolicy, StringComparison.Ordinal);

    [Theory]
    [InlineData("script-src")]
    [InlineData("unsafe")]
    [InlineData("allow-scripts")]
    [InlineData("http")]
    [InlineData("*")]
    public void The_policy_has_no_hole(string hole)
        => Assert.DoesNotContain(hole, HtmlRenderer.ContentSecurityPolicy, StringComparison.Ordinal);

    [Theory]
    [InlineData(">")]
    [InlineData("[")]
    [InlineData("![")]
    [InlineData("- ")]
    [InlineData("*a **b ")]
    [InlineData("<details>\n")]
    [InlineData("<u>")]
    [InlineData("<ol>\n<li>\n\n")]
    public void Text_nested_beyond_reason_is_shown_all_the_same(string nesting)
    {
        var html = HtmlRenderer.RenderFragment(string.Concat(Enumerable.Repeat(nesting, 5000)) + "the end");

        Assert.Contains("the end", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://a.example ")]
    [InlineData("[a](")]
    [InlineData("a**b_c")]
    [InlineData("a <!A ")]
    public void A_paragraph_of_excessive_length_is_shown_as_it_is(string part)
    {
        var html = HtmlRenderer.RenderFragment(string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length)) + "the end");

        Assert.Contains("the end", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<a ", html, StringComparison.Ordinal);
    }
}
