using System.Text;
using NotionSync.Markdown;
using NotionSync.Notion;
using NotionSync.Notion.Dialect;

namespace NotionSync.Tests.Notion;

/// <summary>Notion's own Markdown, by way of blocks, as the Markdown that is stored.</summary>
public sealed class DialectReaderTests
{
    private static readonly NotionId Owner = NotionId.Parse("00000000-0000-4000-8000-000000000001");

    [Theory]
    [InlineData("One\nTwo\n", "One\n\nTwo\n")]
    [InlineData("One\n\tBelow\n", "One\n\nBelow\n")]
    [InlineData("<empty-block/>\nText", "Text\n")]
    [InlineData("Two<br>lines", "Two\\\nlines\n")]
    [InlineData("Coloured {color=\"red\"}", "Coloured\n")]
    [InlineData("Not \\{color=\"red\"\\}", "Not {color=\"red\"}\n")]
    [InlineData("## Level two {color=\"blue_bg\"}", "## Level two\n")]
    [InlineData("##### Level five", "#### Level five\n")]
    [InlineData("# Fold {toggle=\"true\"}\n\tInside", "<details>\n<summary><h1>Fold</h1></summary>\n\nInside\n\n</details>\n")]
    [InlineData("- a\n\t- b\n\t\tc\n- d", "- a\n  - b\n\n    c\n- d\n")]
    [InlineData("1. a\n1. b\n1. c", "1. a\n2. b\n3. c\n")]
    [InlineData("3. a\n4. b", "3. a\n4. b\n")]
    [InlineData("- [ ] open\n- [x] done", "- [ ] open\n- [x] done\n")]
    [InlineData("> said<br>twice\n\tBelow", "> said\\\n> twice\n>\n> Below\n")]
    [InlineData("---", "___\n")]
    [InlineData("```python\na = [1]\n\tb *c*\n```", "```python\na = [1]\n\tb *c*\n```\n")]
    [InlineData("- a\n\t```js\n\tx\n\t\ty\n\t```", "- a\n\n  ```js\n  x\n  \ty\n  ```\n")]
    [InlineData("$$\nx^2\n$$", "$$\nx^2\n$$\n")]
    [InlineData("a $x^2$ b $`y_1`$ c", "a $x^2$ b $y_1$ c\n")]
    [InlineData("costs \\$5 and \\$6", "costs \\$5 and \\$6\n")]
    [InlineData("**bold** *italic* ~~gone~~ `code` ***both***", "**bold** *italic* ~~gone~~ `code` ***both***\n")]
    [InlineData("\\*not bold\\* \\[x\\]", "\\*not bold\\* [x]\n")]
    [InlineData("`a\\[0\\]`", "`a[0]`\n")]
    [InlineData("<span underline=\"true\">under</span> <span color=\"red\">red</span>", "<u>under</u> red\n")]
    [InlineData("[text **b**](https://example.com/a_(b))", "[text **b**](https://example.com/a_(b))\n")]
    [InlineData("see[^https://example.com/x]", "see<https://example.com/x>\n")]
    [InlineData("[text](javascript:alert)", "text (`javascript:alert`)\n")]
    [InlineData("by <mention-user url=\"https://www.notion.so/1\">Ada</mention-user>", "by Ada\n")]
    [InlineData("<mention-page url=\"https://www.notion.so/11111111222233334444555555555555\">Policy</mention-page>!", "[Policy](https://www.notion.so/11111111222233334444555555555555)!\n")]
    [InlineData("on <mention-date start=\"2026-01-02\" startTime=\"09:00\" end=\"2026-01-03\" timeZone=\"Europe/Berlin\"/>", "on 2026-01-02 09:00 → 2026-01-03 (Europe/Berlin)\n")]
    [InlineData("<page url=\"https://www.notion.so/11111111222233334444555555555555\" color=\"red\">Sub</page>", "[Sub](https://www.notion.so/11111111222233334444555555555555)\n")]
    [InlineData("<page url=\"https://www.notion.so/11111111222233334444555555555555\"/>", "<https://www.notion.so/11111111222233334444555555555555>\n")]
    [InlineData("<details>\n<summary>Title</summary>\n\tInside\n</details>\nAfter", "<details>\n<summary>Title</summary>\n\nInside\n\n</details>\n\nAfter\n")]
    [InlineData("<callout icon=\"💡\" color=\"gray_bg\">\n\tMind this\n\t- item\n</callout>", "> 💡 Mind this\n>\n> - item\n")]
    [InlineData("<callout icon=\"https://example.com/i.png\">\nText\n</callout>", "> Text\n")]
    [InlineData("<columns>\n\t<column>\n\t\tLeft\n\t</column>\n\t<column>\n\t\tRight\n\t</column>\n</columns>", "Left\n\nRight\n")]
    [InlineData("# A\n<tabs>\n\t<tab>\n\t\tOne\n\t\tInside\n\t</tab>\n</tabs>", "# A\n\n## One\n\nInside\n")]
    [InlineData("<table header-row=\"true\">\n<tr><td>a</td><td>b|c</td></tr>\n<tr><td>**d**</td></tr>\n</table>", "| a | b\\|c |\n| --- | --- |\n| **d** | |\n")]
    [InlineData("<table>\n\t<colgroup>\n\t\t<col color=\"red\">\n\t</colgroup>\n\t<tr>\n\t\t<td>a</td>\n\t\t<td color=\"red\">b<br>c</td>\n\t</tr>\n</table>", "| | |\n| --- | --- |\n| a | b<br>c |\n")]
    [InlineData("![A \\[nice\\] one](https://example.com/a.png)", "![A \\[nice\\] one](https://example.com/a.png)\\\nA [nice] one\n")]
    [InlineData("<video src=\"https://example.com/v.mp4\">Clip</video>", "[v.mp4](https://example.com/v.mp4)\\\nClip\n")]
    [InlineData("<synced_block url=\"https://www.notion.so/1#2\">\n\tText\n</synced_block>", "Text\n")]
    [InlineData("<meeting-notes>\n\tWeekly\n\t<summary>\n\t\tShort\n\t</summary>\n\t<notes>\n\t\tLong\n\t</notes>\n</meeting-notes>", "# Weekly\n\n## Summary\n\nShort\n\n## Notes\n\nLong\n")]
    [InlineData("<table_of_contents/>\n:rocket: go", ":rocket: go\n")]
    [InlineData("a <b> c", "a \\<b> c\n")]
    public void It_becomes_the_Markdown_of_the_same_blocks(string dialect, string expected) => Assert.Equal(expected, Convert(dialect).ToString());

    [Theory]
    [InlineData("<unknown url=\"https://app.notion.com/p/11111111222233334444555555555555#66666666777788889999000000000000\" alt=\"form\"/>", "*[Unsupported block: form](https://www.notion.so/66666666777788889999000000000000)*\n")]
    [InlineData("<hologram size=\"3\">\n\tInside\n</hologram>", "*[Unsupported block: hologram](https://www.notion.so/00000000000040008000000000000001)*\n\nInside\n")]
    [InlineData("<hologram>Inside</hologram>", "*[Unsupported block: hologram](https://www.notion.so/00000000000040008000000000000001)*\n\nInside\n")]
    public void What_it_does_not_tell_is_a_placeholder_and_is_reported(string dialect, string expected)
    {
        var document = Convert(dialect);

        Assert.Equal(expected, document.ToString());
        Assert.Single(document.Unsupported);
    }

    [Fact]
    public void A_signed_address_never_comes_through_and_its_file_can_be_stored()
    {
        const string Url = "https://files.example.com/a/plan.pdf?X-Amz-Signature=abc";
        var (blocks, _) = DialectReader.Read($"<pdf src=\"{Url}\">The plan</pdf>\n[see]({Url})", Owner);
        var media = Assert.Single(MediaFinder.Find(blocks));
        var stored = MarkdownConverter.Convert(blocks, new() { Attachments = new Dictionary<NotionId, string> { [media.BlockId] = "plan.pdf" } }).ToString();

        Assert.Equal((Url, true), (media.Url, media.IsHostedByNotion));
        Assert.Equal("[plan.pdf](attachments/plan.pdf)\\\nThe plan\n\n[see](https://files.example.com/a/plan.pdf)\n", stored);
    }

    [Fact]
    public void A_synced_block_without_content_within_it_is_a_gap()
    {
        var (blocks, gaps) = DialectReader.Read("Before\n<synced_block_reference url=\"https://www.notion.so/1#66666666777788889999000000000000\">\n</synced_block_reference>", Owner);

        Assert.Equal(2, blocks.Count);
        Assert.Equal(BlockGap.Unavailable, Assert.Single(gaps).Gap);
        Assert.Contains("66666666777788889999000000000000", MarkdownConverter.Convert(blocks, MarkdownContext.Empty).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Garbled_text_comes_through_somehow_and_twice_as_much_takes_twice_the_memory()
    {
        string[] parts = ["<callout>", "</callout>", "<details>", "<summary>", "</summary>", "\t", "\n", "```", "$$", "$", "[", "](", ")", "**", "<td>", "<table>", "</table>", "{color=\"red\"}", "<", ">", "\\", "`", "word ", "- ", "1. ", "<synced_block>", "~~", "![", "<mention-page>", "\ud83d"];
        var random = new Random(11);

        for (var round = 0; round < 1000; round++)
        {
            var text = new StringBuilder();

            for (var part = 0; part < random.Next(60); part++)
            {
                text.Append(parts[random.Next(parts.Length)]);
            }

            Convert(text.ToString());
        }

        Assert.InRange(Allocated(20_000), 1, 2.5 * Allocated(10_000));
    }

    /// <summary>Bytes allocated for a text of links that never close, and of lists in lists.</summary>
    private static double Allocated(int length)
    {
        var text = string.Concat(Enumerable.Repeat("[", length)) + "\n" + string.Concat(Enumerable.Range(0, length / 4).Select(depth => new string('\t', depth % 500) + "- x\n"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Convert(text);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static MarkdownDocument Convert(string dialect)
        => MarkdownConverter.Convert(DialectReader.Read(dialect, Owner).Blocks, new() { Options = new() { HeadingAnchors = false } });
}
