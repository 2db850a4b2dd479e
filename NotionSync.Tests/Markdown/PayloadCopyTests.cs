using System.Text;
using System.Text.Json.Nodes;
using NotionSync.Markdown;
using NotionSync.Notion;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Markdown;

/// <summary>What payloads are kept without must not be missed.</summary>
public sealed class PayloadCopyTests
{
    [Fact]
    public void Examples_become_the_same_Markdown_as_from_their_whole_payloads()
        => AssertSame([.. SpecExample.All().Select(example => example.Json())]);

    [CorpusFact]
    public void Recorded_pages_become_the_same_Markdown_as_from_their_whole_payloads()
        => AssertSame([.. CorpusPages.Names().Select(name => CorpusPages.Read(name).Json)]);

    private static void AssertSame(IReadOnlyList<JsonArray> pages)
    {
        Assert.NotEmpty(pages);

        foreach (var page in pages)
        {
            Assert.Equal(Convert(Read(page, isWhole: true)), Convert(Read(page, isWhole: false)));
        }
    }

    private static string Convert(IReadOnlyList<Block> blocks)
        => MarkdownConverter.Convert(blocks, new() { Options = new() { Colours = true } }).ToString() + string.Join('\n', MediaFinder.Find(blocks));

    private static List<Block> Read(JsonArray? blocks, bool isWhole)
    {
        var read = new List<Block>();

        foreach (var json in (blocks ?? []).OfType<JsonObject>())
        {
            var block = BlockJson.ReadBlock(Encoding.UTF8.GetBytes(json.ToJsonString()));
            block.Payload = isWhole && json[block.Type] is { } payload ? Encoding.UTF8.GetBytes(payload.ToJsonString()) : block.Payload;
            block.Children = Read(json["children"] as JsonArray, isWhole);
            read.Add(block);
        }

        return read;
    }
}
