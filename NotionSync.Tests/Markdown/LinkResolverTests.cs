using NotionSync.Markdown;
using NotionSync.Notion;

namespace NotionSync.Tests.Markdown;

public sealed class LinkResolverTests
{
    private const string Page = "00000000000040008000000000000007";
    private const string Block = "00000000000040008000000000000008";

    [Theory]
    [InlineData($"[Plan](https://www.notion.so/{Page})", "[Plan](/docs/7)")]
    [InlineData($"[Plan](https://www.notion.so/acme/Plan-{Page}?pvs=4#{Block})", $"[Plan](/docs/7#{Block})")]
    [InlineData($"[Plan](https://acme.notion.site/Plan-{Page})", "[Plan](/docs/7)")]
    [InlineData($"<https://www.notion.so/{Page}>", "[The \\[plan\\]](/docs/7)")]
    [InlineData($"See https://www.notion.so/{Page} for more", "See [The \\[plan\\]](/docs/7) for more")]
    [InlineData($"- [ ] [a](https://www.notion.so/{Page})\n\n  > [b](https://www.notion.so/{Page})", "- [ ] [a](/docs/7)\n\n  > [b](/docs/7)")]
    [InlineData($"---\nA: https://www.notion.so/{Page}\n---\n\n[a](https://www.notion.so/{Page})", $"---\nA: {{ name: \"The [plan]\", url: \"/docs/7\" }}\n---\n\n[a](/docs/7)")]
    [InlineData($"**[a](https://www.notion.so/{Page})** and [b](https://www.notion.so/{Page})", "**[a](/docs/7)** and [b](/docs/7)")]
    [InlineData($"<summary>See <a href=\"https://www.notion.so/{Page}\">x</a></summary>", "<summary>See <a href=\"/docs/7\">x</a></summary>")]
    [InlineData($"| [a](https://www.notion.so/{Page}) |\n| --- |\n| b |", "| [a](/docs/7) |\n| --- |\n| b |")]
    public void A_link_to_an_imported_page_leads_to_its_document(string stored, string expected)
        => Assert.Equal(expected, LinkResolver.Resolve(stored, Find));

    [Theory]
    [InlineData("[Other](https://www.notion.so/00000000000040008000000000000009)")]
    [InlineData("[Elsewhere](https://example.com/00000000000040008000000000000007)")]
    [InlineData($"`[Plan](https://www.notion.so/{Page})`")]
    [InlineData($"```\n[Plan](https://www.notion.so/{Page})\n```")]
    [InlineData("Nothing to see.")]
    public void Everything_else_stays_as_it_is(string stored) => Assert.Equal(stored, LinkResolver.Resolve(stored, Find));

    [Fact]
    public void The_pages_linked_to_are_found_once_each()
    {
        var markdown = $"[a](https://www.notion.so/{Page}) [b](https://www.notion.so/{Block}) <https://www.notion.so/{Page}>";

        Assert.Equal([NotionId.Parse(Page), NotionId.Parse(Block)], LinkResolver.FindPages(markdown));
    }

    private static LinkTarget? Find(NotionId page) => page == NotionId.Parse(Page) ? new("/docs/7", "The [plan]") : null;
}
