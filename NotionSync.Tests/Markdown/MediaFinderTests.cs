using System.Text.Json.Nodes;
using NotionSync.Markdown;

namespace NotionSync.Tests.Markdown;

public sealed class MediaFinderTests
{
    [Fact]
    public void Files_are_found_in_document_order_at_any_depth()
    {
        var media = Find("""
            [
              {"image": {"type": "external", "external": {"url": "https://example.com/a.png"}, "caption": "A"}},
              {"toggle": "t", "children": [{"file": {"type": "file", "file": {"url": "https://example.com/x?X-Amz-Signature=s"}, "name": "Report.pdf", "caption": []}}]},
              {"video": {"type": "file", "file": {"url": "https://example.com/dir/my%20film.mp4?X-Amz-Signature=s"}, "caption": []}}
            ]
            """);

        Assert.Equal(
            [
                new(SpecBlocks.Id(1), "image", "https://example.com/a.png", false, "a.png", "A"),
                new(SpecBlocks.Id(3), "file", "https://example.com/x?X-Amz-Signature=s", true, "Report.pdf", ""),
                new(SpecBlocks.Id(4), "video", "https://example.com/dir/my%20film.mp4?X-Amz-Signature=s", true, "my film.mp4", ""),
            ],
            media);
    }

    [Fact]
    public void Blocks_without_a_file_and_trashed_blocks_are_left_out()
        => Assert.Empty(Find("""[{"image": {"type": "file", "file": null, "caption": []}}, {"image": {"type": "external", "external": {"url": "https://example.com/a"}}, "in_trash": true}]"""));

    private static IReadOnlyList<MediaReference> Find(string json) => MediaFinder.Find(SpecBlocks.Read(SpecBlocks.Expand(JsonNode.Parse(json)!)));
}
