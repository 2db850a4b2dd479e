using System.Text;
using NotionSync.Html;

namespace NotionSync.Tests.Html;

public sealed class HtmlSafetyTests
{
    public static TheoryData<string> Positions { get; } = [.. MarkdownPositions.All];

    [Theory]
    [InlineData("<script>x</script>")]
    [InlineData("<img src=x>")]
    [InlineData("<u onclick=x>x</u>")]
    [InlineData("<a href='javascript:x'>x</a>")]
    [InlineData("<a href='https://example.com/' target=_blank>x</a>")]
    [InlineData("<svg></svg>")]
    [InlineData("<!-- x -->")]
    [InlineData("<span style='color:red'>x</span>")]
    [InlineData("<input type=checkbox>")]
    [InlineData("<a id=location></a>")]
    [InlineData("</main>x")]
    public void The_check_sees_what_is_not_harmless(string html) => Assert.NotNull(SafeHtml.Fault(html));

    [Theory]
    [MemberData(nameof(Positions))]
    public void No_payload_becomes_more_than_text_and_harmless_markup(string position)
    {
        var faults = new List<string>();

        foreach (var payload in XssPayloads.All)
        {
            var markdown = MarkdownPositions.Place(position, payload);
            var html = HtmlRenderer.RenderFragment(markdown);

            if (SafeHtml.Fault(html) is { } fault)
            {
                faults.Add($"{fault}\n  in {html}\n  of {markdown}");
            }
        }

        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
    }

    [Fact]
    public void No_payload_in_any_field_of_Notions_blocks_becomes_more_than_text_and_harmless_markup()
    {
        var faults = new List<string>();

        foreach (var payload in XssPayloads.All)
        {
            faults.AddRange(HostilePage.Render(payload).Select(SafeHtml.Fault).OfType<string>().Select(fault => $"{fault}\n  of {payload}"));
        }

        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
    }

    [Fact]
    public void A_payload_in_Notions_text_is_shown_as_it_was_written()
    {
        const string Payload = "<script>alert('x')</script> <img src=x onerror=alert(1)> **a** [b](javascript:c)";

        foreach (var html in HostilePage.Render(Payload))
        {
            Assert.Contains(Payload, SafeHtml.TextOf(html), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Payloads_do_not_help_one_another()
    {
        var markdown = string.Join("\n\n", MarkdownPositions.All.SelectMany(position => XssPayloads.All.Select(payload => MarkdownPositions.Place(position, payload))));

        Assert.Null(SafeHtml.Fault(HtmlRenderer.RenderFragment(markdown)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Pieces_of_payloads_in_any_order_stay_harmless(int seed)
    {
        var random = new Random(seed);

        for (var i = 0; i < 500; i++)
        {
            var markdown = new StringBuilder();

            for (var count = random.Next(1, 12); count > 0; count--)
            {
                var payload = random.Next(3) == 0 ? MarkdownPositions.All[random.Next(MarkdownPositions.All.Count)] : XssPayloads.All[random.Next(XssPayloads.All.Count)];
                var start = random.Next(payload.Length);
                markdown.Append(payload, start, random.Next(1, payload.Length - start + 1));

                if (random.Next(4) == 0)
                {
                    markdown.Append("\n\n");
                }
            }

            var html = HtmlRenderer.RenderFragment(markdown.ToString());
            Assert.True(SafeHtml.Fault(html) is null, $"seed {seed}, round {i}: {SafeHtml.Fault(html)}\n  in {html}\n  of {markdown}");
        }
    }

    [Fact]
    public void The_title_of_a_page_is_text()
    {
        foreach (var payload in XssPayloads.All)
        {
            var document = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(HtmlRenderer.RenderPage("text", payload));

            Assert.Equal(["BODY", "H1", "HEAD", "HTML", "MAIN", "META", "P", "STYLE", "TITLE"], document.All.Select(element => element.TagName).Distinct().Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("a <b>bold</b> <!-- remark --> b")]
    public void What_may_not_be_markup_is_shown_as_it_was_written(string text)
        => Assert.Equal(text, SafeHtml.TextOf(HtmlRenderer.RenderFragment(text)).Trim());
}
