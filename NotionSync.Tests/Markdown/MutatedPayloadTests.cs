using System.Text;
using System.Text.Json.Nodes;
using NotionSync.Html;
using NotionSync.Markdown;
using NotionSync.Markdown.Databases;
using NotionSync.Markdown.Properties;
using NotionSync.Notion;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Markdown;

/// <summary>Payloads in which something is missing, of another kind, garbled or somewhere else: each becomes some Markdown.</summary>
public sealed class MutatedPayloadTests
{
    private const int Rounds = 3000;

    // Stands for half a surrogate pair, which no .NET string takes through a JSON writer.
    private const string Half = "@half@";

    private static readonly string[] Texts = ["", Half, $"{Half}x{Half}", "\0", "a\nb", "<script>", "](x)", "paragraph", "javascript:alert(1)", "https://a.example/%", "9999-99-99", "|", "\u202e", "type"];

    [Fact]
    public void No_mutation_of_an_example_makes_the_conversion_fail()
    {
        var pages = SpecExample.All().Select(example => example.Json().ToJsonString()).ToList();
        Run(seed: 3, pages, json => Convert(ReadAll(json)));
    }

    [CorpusFact]
    public void No_mutation_of_a_recorded_page_makes_the_conversion_fail()
    {
        var pages = CorpusPages.Names().Select(name => CorpusPages.Read(name).Json.ToJsonString()).Where(page => page.Length is > 100 and < 60_000).ToList();
        Assert.NotEmpty(pages);
        Run(seed: 5, pages, json => Convert(ReadAll(json)));
    }

    [Fact]
    public void No_mutation_of_properties_makes_the_conversion_fail()
        => Run(seed: 7, [Properties], json =>
        {
            var bytes = Utf8(json);
            var page = new NotionObject("page", default, "Title", null, null, null, null, false, new("workspace", null), null, null, bytes);

            PropertyReader.NeedsMore(bytes);
            PropertyFiles.Find(page);
            MarkdownConverter.Convert(page, [], new() { Options = new() { Properties = PropertyLayout.Table } });
            HtmlRenderer.RenderFragment(MarkdownConverter.Convert(page, [], MarkdownContext.Empty).ToString());
            DatabaseRenderer.Render(DatabaseRenderer.ReadDescription(page), [new(page, [page])]);
        });

    [Theory]
    [InlineData("""{"results":[{"id":"00000000-0000-4000-8000-000000000001","type":"\ud83d","\ud83d":{"rich_text":[]}}],"\ud83d":1,"next_cursor":null}""")]
    [InlineData("""{"results":[{"type":"callout","callout":{"\ud83d":2,"color":"\ud83d","icon":{"emoji":"\ud83d"},"rich_text":[{"plain_text":"\ud83d","annotations":{"color":"\ud83d"},"href":"\ud83d"}]}}]}""")]
    [InlineData("""{"results":[{"type":"link_to_page","link_to_page":{"page_id":"\ud83d"},"last_edited_time":"\ud83d"}]}""")]
    public void Half_a_surrogate_pair_may_stand_anywhere(string answer)
        => Convert(BlockJson.ReadPage(Encoding.UTF8.GetBytes(answer)).Blocks);

    private const string Properties = """
        {"object":"page","id":"00000000-0000-4000-8000-000000000001","description":[{"plain_text":"d"}],"properties":{
        "a":{"id":"a","name":"a","type":"title","title":[{"plain_text":"A"}]},"b":{"id":"b","type":"number","number":1.5},
        "c":{"id":"c","type":"select","select":{"name":"x"}},"d":{"id":"d","type":"date","date":{"start":"2026-01-01","end":null,"time_zone":"UTC"}},
        "e":{"id":"e","type":"people","people":[{"name":"P"},{"id":"q"}]},"f":{"id":"f","type":"files","files":[{"name":"n","file":{"url":"https://a.example/b?X-Amz-Signature=1"}}]},
        "g":{"id":"g","type":"formula","formula":{"type":"date","date":{"start":"2026-01-01"}}},"h":{"id":"h","type":"relation","relation":[{"id":"00000000-0000-4000-8000-000000000002"}],"has_more":false},
        "i":{"id":"i","type":"rollup","rollup":{"type":"array","array":[{"type":"number","number":2},{"type":"files","files":[]}]}},"j":{"id":"j","type":"unique_id","unique_id":{"prefix":"A","number":3}},
        "k":{"id":"k","type":"verification","verification":{"state":"verified","verified_by":{"name":"V"},"date":{"start":"2026-01-01"}}},"l":{"id":"l","type":"place","place":{"lat":1,"lon":2,"name":"X"}},
        "m":{"id":"m","type":"checkbox","checkbox":true},"n":{"id":"n","type":"url","url":"https://a.example"},"o":{"id":"o","type":"future","future":{"name":"z"}}}}
        """;

    private static void Convert(IReadOnlyList<Block> blocks)
    {
        MediaFinder.Find(blocks);
        HtmlRenderer.RenderFragment(MarkdownConverter.Convert(blocks, new() { Options = new() { Colours = true } }).Utf8.Span);
    }

    private static byte[] Utf8(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString().Replace(Half, "\\ud83d", StringComparison.Ordinal));

    private static List<Block> ReadAll(JsonNode? blocks)
    {
        var read = new List<Block>();

        foreach (var json in (blocks as JsonArray ?? []).OfType<JsonObject>())
        {
            var block = BlockJson.ReadBlock(Utf8(json));
            block.Children = ReadAll(json["children"]);
            read.Add(block);
        }

        return read;
    }

    private static void Run(int seed, IReadOnlyList<string> payloads, Action<JsonNode> convert)
    {
        var random = new Random(seed);

        for (var round = 0; round < Rounds; round++)
        {
            var json = JsonNode.Parse(payloads[random.Next(payloads.Count)])!;

            for (var change = random.Next(1, 5); change > 0; change--)
            {
                Mutate(json, random);
            }

            try
            {
                convert(json);
            }
            catch (Exception exception)
            {
                Assert.Fail($"Seed {seed}, round {round}: {exception}\n{json.ToJsonString()}");
            }
        }
    }

    private static void Mutate(JsonNode root, Random random)
    {
        var nodes = new List<JsonNode>();
        Collect(root, nodes);
        var node = nodes[random.Next(nodes.Count)];

        switch (node)
        {
            case JsonObject { Count: > 0 } item:
                var name = item.ElementAt(random.Next(item.Count)).Key;
                var value = item[name];
                item.Remove(name);

                switch (random.Next(4))
                {
                    case 0:
                        item[name] = Random(nodes, random);
                        break;
                    case 1:
                        item[Texts[random.Next(Texts.Length)]] = value;
                        break;
                    case 2:
                        // First instead of where it was.
                        item.Insert(0, name, value);
                        break;
                    default:
                        break;
                }

                break;
            case JsonArray { Count: > 0 } list:
                list[random.Next(list.Count)] = Random(nodes, random);
                break;
            default:
                break;
        }
    }

    private static JsonNode? Random(List<JsonNode> nodes, Random random) => random.Next(8) switch
    {
        0 => null,
        1 => random.Next(-5, 1 << 30),
        2 => true,
        3 => new JsonObject(),
        4 => new JsonArray(null, 1, "x", new JsonArray()),
        5 => nodes[random.Next(nodes.Count)].DeepClone(),
        _ => Texts[random.Next(Texts.Length)],
    };

    private static void Collect(JsonNode? node, List<JsonNode> nodes)
    {
        if (node is null)
        {
            return;
        }

        nodes.Add(node);

        foreach (var child in node is JsonObject item ? item.Select(property => property.Value) : node is JsonArray list ? list : [])
        {
            Collect(child, nodes);
        }
    }
}
