using System.Text;
using NotionSync.Markdown;
using NotionSync.Markdown.Properties;
using NotionSync.Notion;

namespace NotionSync.Tests.Markdown;

public sealed class PropertyTests
{
    private const string Id = "00000000-0000-4000-8000-000000000077";

    [Theory]
    [InlineData("""{"type":"number","number":4.20}""", "P: 4.20")]
    [InlineData("""{"type":"number","number":null}""", "P: ")]
    [InlineData("""{"type":"select","select":{"id":"x","name":"Done","color":"green"}}""", "P: Done")]
    [InlineData("""{"type":"select","select":{"id":"x","name":"yes"}}""", "P: \"yes\"")]
    [InlineData("""{"type":"select","select":null}""", "P: ")]
    [InlineData("""{"type":"status","status":{"name":"In progress"}}""", "P: In progress")]
    [InlineData("""{"type":"multi_select","multi_select":[{"name":"a"},{"name":"b: c"}]}""", "P:\n  - a\n  - 'b: c'")]
    [InlineData("""{"type":"date","date":{"start":"2026-01-05","end":null,"time_zone":null}}""", "P: 2026-01-05")]
    [InlineData("""{"type":"date","date":{"start":"2026-01-05","end":"2026-01-09"}}""", "P: 2026-01-05 → 2026-01-09")]
    [InlineData("""{"type":"checkbox","checkbox":true}""", "P: true")]
    [InlineData("""{"type":"url","url":"https://example.com"}""", "P: https://example.com")]
    [InlineData("""{"type":"email","email":"ada@example.com"}""", "P: ada@example.com")]
    [InlineData("""{"type":"phone_number","phone_number":"+1 555"}""", "P: +1 555")]
    [InlineData("""{"type":"people","people":[{"object":"user","id":"u1","name":"Ada"},{"object":"group","id":"g1","name":"Team"},{"object":"user","id":"u2"}]}""", "P:\n  - Ada\n  - Team\n  - u2")]
    [InlineData("""{"type":"formula","formula":{"type":"string","string":"x"}}""", "P: x")]
    [InlineData("""{"type":"formula","formula":{"type":"boolean","boolean":false}}""", "P: false")]
    [InlineData("""{"type":"formula","formula":{"type":"unsupported"}}""", "P: not available")]
    [InlineData("""{"type":"rollup","rollup":{"type":"number","number":0,"function":"count"}}""", "P: 0")]
    [InlineData("""{"type":"rollup","rollup":{"type":"unsupported","function":"unique"}}""", "P: not available")]
    [InlineData("""{"type":"rollup","rollup":{"type":"array","array":[{"type":"number","number":1},{"type":"title","title":[]}],"function":"show_original"}}""", "P:\n  - 1")]
    [InlineData("""{"type":"relation","relation":[{"id":"00000000-0000-4000-8000-000000000077"}],"has_more":false}""", "P:\n  - https://www.notion.so/00000000000040008000000000000077")]
    [InlineData("""{"type":"unique_id","unique_id":{"prefix":"T","number":12}}""", "P: T-12")]
    [InlineData("""{"type":"unique_id","unique_id":{"prefix":null,"number":12}}""", "P: \"12\"")]
    [InlineData("""{"type":"verification","verification":{"state":"verified","verified_by":{"name":"Ada"},"date":{"start":"2026-01-05"}}}""", "P: verified by Ada, 2026-01-05")]
    [InlineData("""{"type":"place","place":{"lat":1.5,"lon":2,"name":"Office","address":"1 Main St"}}""", "P: Office; 1 Main St; 1.5, 2")]
    [InlineData("""{"type":"created_time","created_time":"2026-01-05T09:00:00.000Z"}""", "P: 2026-01-05T09:00:00.000Z")]
    [InlineData("""{"type":"created_by","created_by":{"object":"user","id":"u","name":"Ada"}}""", "P: Ada")]
    [InlineData("""{"type":"files","files":[{"name":"a.pdf","type":"file","file":{"url":"https://example.com/a.pdf?X-Amz-Signature=s"}},{"name":"b","type":"external","external":{"url":"https://example.com/b"}}]}""", "P:\n  - a.pdf\n  - name: b\n    url: https://example.com/b")]
    [InlineData("""{"type":"rich_text","rich_text":[{"plain_text":"a "},{"plain_text":"b","annotations":{"bold":true}}]}""", "P: a b")]
    [InlineData("""{"type":"unheard_of","unheard_of":{"name":"n"}}""", "P: \"n\"")]
    public void A_property_becomes_YAML(string json, string expected) => Assert.Equal($"---\n{expected}\n---\n", Convert(json, PropertyLayout.FrontMatter));

    [Fact]
    public void A_table_shows_values_with_their_marks_and_links()
    {
        var markdown = Convert("""{"type":"rich_text","rich_text":[{"plain_text":"a|b","annotations":{"bold":true}}]}""", PropertyLayout.Table);

        Assert.Equal("| Property | Value |\n| --- | --- |\n| P | **a\\|b** |\n", markdown);
    }

    [Fact]
    public void A_page_with_a_title_alone_has_no_front_matter()
        => Assert.Empty(Convert("""{"type":"title","title":[{"plain_text":"T"}]}""", PropertyLayout.FrontMatter));

    [Fact]
    public void A_button_has_no_value() => Assert.Empty(Convert("""{"type":"button","button":{}}""", PropertyLayout.FrontMatter));

    [Fact]
    public void Properties_that_Notion_may_have_cut_off_are_named()
    {
        var references = string.Join(',', Enumerable.Repeat("""{"id":"x"}""", 25));
        var page = """
            {"properties":{
              "a":{"id":"%3A1","type":"relation","relation":[],"has_more":true},
              "b":{"id":"b","type":"people","people":[REFERENCES]},
              "c":{"id":"c","type":"relation","relation":[REFERENCES],"has_more":false},
              "d":{"id":"d","type":"number","number":1}}}
            """.Replace("REFERENCES", references, StringComparison.Ordinal);

        Assert.Equal(["%3A1", "b"], PropertyReader.NeedsMore(Encoding.UTF8.GetBytes(page)));
    }

    [Fact]
    public void A_completed_value_takes_the_place_of_the_one_that_was_cut_off()
    {
        var item = Encoding.UTF8.GetBytes($$"""{"object":"property_item","type":"relation","relation":{"id":"{{Id}}"} }""");
        var completed = new Dictionary<string, NotionPropertyItems> { ["id"] = new("relation", [item, item], default, null) };
        var page = Page("""{"id":"id","type":"relation","relation":[],"has_more":true}""");

        var value = Assert.IsType<ListValue>(Assert.Single(PropertyReader.Read(page.Json, completed)).Value);

        Assert.Equal(2, value.Items.Count);
    }

    private static string Convert(string property, PropertyLayout layout)
        => MarkdownConverter.Convert(Page(property), [], new() { Options = new() { Properties = layout } }).ToString();

    private static NotionObject Page(string property)
        => NotionJson.ReadObject(Encoding.UTF8.GetBytes($$$"""{"object":"page","id":"{{{Id}}}","properties":{"P":{{{property}}} } }"""));
}
