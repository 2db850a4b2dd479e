using NotionSync.Markdown;
using NotionSync.Notion;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Markdown;

/// <summary>Recorded pages: nothing of what a reader sees may be lost, and nothing may change its place.</summary>
public sealed class CorpusMarkdownTests
{
    [CorpusFact]
    public void All_visible_text_of_the_recorded_pages_is_in_their_Markdown()
    {
        var missing = new List<string>();

        foreach (var name in CorpusPages.Names())
        {
            var (blocks, json) = CorpusPages.Read(name);
            var shown = VisibleText.Normalize(VisibleText.InMarkdown(Convert(blocks)));

            missing.AddRange(VisibleText.InBlocks(json)
                .Select(VisibleText.Normalize)
                .Where(text => !shown.Contains(text, StringComparison.Ordinal))
                .Select(text => $"{name}: {text}"));
        }

        Assert.Empty(missing);
    }

    [CorpusFact]
    public void The_Markdown_of_the_recorded_pages_has_their_structure()
    {
        var different = new List<string>();

        foreach (var name in CorpusPages.Names())
        {
            var (blocks, _) = CorpusPages.Read(name);
            var expected = BlockOutline.Of(blocks, Attachments(blocks)).Split('\n');
            var actual = MarkdownOutline.Of(Convert(blocks)).Split('\n');
            var line = Enumerable.Range(0, Math.Max(expected.Length, actual.Length)).FirstOrDefault(i => expected.ElementAtOrDefault(i) != actual.ElementAtOrDefault(i), -1);

            if (line >= 0)
            {
                different.Add($"{name}: '{expected.ElementAtOrDefault(line)}' became '{actual.ElementAtOrDefault(line)}'");
            }
        }

        Assert.Empty(different);
    }

    [CorpusFact]
    public void No_signed_URL_gets_into_the_Markdown_even_of_files_that_are_not_stored()
    {
        foreach (var name in CorpusPages.Names())
        {
            var (blocks, _) = CorpusPages.Read(name);

            Assert.DoesNotContain("](https://s3", WithoutQueries(MarkdownConverter.Convert(blocks, MarkdownContext.Empty).ToString()), StringComparison.Ordinal);
        }

        static string WithoutQueries(string markdown)
            => string.Join('\n', markdown.Split('\n').Where(line => line.Contains("X-Amz-", StringComparison.Ordinal) && line.Contains("](", StringComparison.Ordinal)));
    }

    private static string Convert(IReadOnlyList<Block> blocks)
        => MarkdownConverter.Convert(blocks, new() { Attachments = Attachments(blocks) }).ToString();

    private static Dictionary<NotionId, string> Attachments(IReadOnlyList<Block> blocks)
        => MediaFinder.Find(blocks)
            .Where(media => media.IsHostedByNotion && media.Name.Length > 0)
            .GroupBy(media => media.BlockId)
            .ToDictionary(media => media.Key, media => media.First().Name);
}
