using System.Text;
using System.Text.Json;
using NotionSync.Notion;

namespace NotionSync.Tests.Notion;

public sealed class NotionJsonTests
{
    private static readonly NotionId Id = NotionId.Parse("11111111-2222-3333-4444-555555555555");
    private static readonly NotionId OtherId = NotionId.Parse("99999999-2222-3333-4444-555555555555");

    [Fact]
    public void A_page_is_titled_by_its_property_of_type_title_whatever_its_name()
    {
        var page = Read("""
            "object":"page","created_time":"2026-01-02T03:04:00.000Z","last_edited_time":"2026-01-02T03:05:00.000Z",
            "url":"https://www.notion.so/x","public_url":null,"in_trash":false,
            "parent":{"type":"data_source_id","data_source_id":"99999999-2222-3333-4444-555555555555","database_id":"11111111-2222-3333-4444-555555555555"},
            "properties":{"title":{"id":"x","type":"rich_text","rich_text":[{"plain_text":"no"}]},
                          "Policy":{"id":"title","type":"title","title":[{"plain_text":"Access "},{"plain_text":"control"}]}}
            """);

        Assert.Equal("Access control", page.Title);
        Assert.Equal(Id, page.Id);
        Assert.Equal("https://www.notion.so/x", page.Url);
        Assert.Null(page.PublicUrl);
        Assert.Equal(new(2026, 1, 2, 3, 5, 0, TimeSpan.Zero), page.LastEditedAt);
        Assert.Equal(new NotionParent("data_source_id", OtherId, Id), page.Parent);
        Assert.False(page.IsPartial);
    }

    [Fact]
    public void A_database_names_its_data_sources()
    {
        var database = Read("""
            "object":"database","title":[{"plain_text":"Questions"}],"parent":{"type":"workspace","workspace":true},
            "data_sources":[{"id":"99999999-2222-3333-4444-555555555555","name":"Main"},{"id":null}]
            """);

        Assert.Equal("Questions", database.Title);
        Assert.Equal(new NotionParent("workspace", null), database.Parent);
        Assert.Equal([new(OtherId, "Main")], database.DataSources);
    }

    [Theory]
    [InlineData("""{"type":"page_id","page_id":"99999999-2222-3333-4444-555555555555"}""", "page_id", true)]
    [InlineData("""{"type":"agent_id","agent_id":"99999999222233334444555555555555"}""", "agent_id", true)]
    [InlineData("""{"type":"satellite_id","satellite_id":"99999999-2222-3333-4444-555555555555"}""", "satellite_id", true)]
    [InlineData("""{"database_id":"99999999-2222-3333-4444-555555555555"}""", "database_id", true)]
    [InlineData("""{"workspace":true}""", "workspace", false)]
    [InlineData("""{"type":"page_id"}""", "page_id", false)]
    [InlineData("null", "unknown", false)]
    [InlineData("{}", "unknown", false)]
    public void Every_kind_of_parent_is_read(string parent, string type, bool hasId)
        => Assert.Equal(new NotionParent(type, hasId ? OtherId : null), Read($"\"object\":\"page\",\"parent\":{parent}").Parent);

    [Theory]
    [InlineData("""{"type":"emoji","emoji":"📘"}""", "emoji", "📘")]
    [InlineData("""{"type":"external","external":{"url":"https://example.com/a.png?v=2"}}""", "external", "https://example.com/a.png?v=2")]
    [InlineData("""{"type":"file","file":{"url":"https://files.example.com/a.png?X-Amz-Signature=1","expiry_time":"2026-01-02T03:04:00.000Z"}}""", "file", "https://files.example.com/a.png")]
    [InlineData("""{"type":"custom_emoji","custom_emoji":{"id":"1","name":"cat","url":"https://files.example.com/cat.png?sig=1"}}""", "custom_emoji", "https://files.example.com/cat.png")]
    [InlineData("""{"type":"icon","icon":{"name":"pizza","color":"red"}}""", "icon", "pizza")]
    [InlineData("""{"type":"hologram","hologram":{"url":"https://example.com/h"}}""", "hologram", "https://example.com/h")]
    public void Icons_are_read_without_what_expires(string icon, string type, string value)
        => Assert.Equal(new NotionIcon(type, value), Read($"\"object\":\"page\",\"icon\":{icon}").Icon);

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("5")]
    [InlineData("""{"type":"emoji"}""")]
    [InlineData("""{"type":"file","file":null}""")]
    public void An_icon_without_a_value_is_none(string icon)
        => Assert.Null(Read($"\"object\":\"page\",\"icon\":{icon}").Icon);

    [Fact]
    public void A_cover_loses_its_signature()
        => Assert.Equal(
            "https://files.example.com/c.jpg",
            Read("""
                "object":"page","cover":{"type":"file","file":{"url":"https://files.example.com/c.jpg?X-Amz-Signature=1"}}
                """).CoverUrl);

    [Fact]
    public void A_page_of_which_only_the_id_is_told_is_partial()
    {
        var page = Read("\"object\":\"page\"");

        Assert.True(page.IsPartial);
        Assert.Equal(string.Empty, page.Title);
    }

    [Fact]
    public void A_text_that_was_cut_within_a_character_is_read_with_a_mark_in_its_place()
        => Assert.Equal(
            "Cut \uFFFD",
            Read("""
                "object":"page","properties":{"Name":{"type":"title","title":[{"plain_text":"Cut \ud83d"}]}}
                """).Title);

    [Fact]
    public void A_bot_tells_its_workspace()
    {
        var user = NotionJson.ReadUser(Bytes("""
            {"object":"user","id":"11111111-2222-3333-4444-555555555555","name":"NotionSync","type":"bot","avatar_url":null,
             "bot":{"owner":{"type":"workspace"},"workspace_id":"w","workspace_name":"Example",
                    "workspace_limits":{"max_file_upload_size_in_bytes":5242880}}}
            """));

        Assert.Equal(new(Id, "NotionSync", "bot", null, null, "w", "Example", 5242880), user);
    }

    [Fact]
    public void A_bot_of_a_consent_tells_its_user()
    {
        var user = NotionJson.ReadUser(Bytes("""
            {"object":"user","id":"11111111-2222-3333-4444-555555555555",
             "bot":{"owner":{"type":"user","user":{"object":"user","id":"11111111-2222-3333-4444-555555555555"}}}}
            """));

        Assert.Equal(Id, user.OwnerId);
    }

    [Fact]
    public void A_list_keeps_the_bytes_of_its_objects_and_says_when_it_is_incomplete()
    {
        var list = NotionJson.ReadList(
            Bytes("""
                {"object":"list","request_status":{"type":"incomplete","incomplete_reason":"query_result_limit_reached"},
                 "results":[{"object":"page","id":"11111111-2222-3333-4444-555555555555"},null],"has_more":true,"next_cursor":"c"}
                """),
            NotionJson.ReadObject);

        Assert.Equal("""{"object":"page","id":"11111111-2222-3333-4444-555555555555"}""", Encoding.UTF8.GetString(Assert.Single(list.Items).Json.Span));
        Assert.Equal("c", list.NextCursor);
        Assert.True(list.Incomplete);
    }

    [Fact]
    public void A_long_property_comes_as_items_and_a_summary()
    {
        var items = NotionJson.ReadPropertyItems(Bytes("""
            {"object":"list","results":[{"object":"property_item","type":"relation","relation":{"id":"a"}},
                                        {"object":"property_item","type":"relation","relation":{"id":"b"}}],
             "next_cursor":"n","has_more":true,"type":"property_item","property_item":{"id":"x","next_url":"u","type":"relation","relation":{}}}
            """));

        Assert.Equal("relation", items.Type);
        Assert.Equal(2, items.Items.Count);
        Assert.Equal("n", items.NextCursor);
        Assert.Contains("next_url", Encoding.UTF8.GetString(items.Summary.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_property_comes_as_itself()
    {
        var items = NotionJson.ReadPropertyItems(Bytes("""{"object":"property_item","id":"x","type":"checkbox","checkbox":true}"""));

        Assert.Equal("checkbox", items.Type);
        Assert.Single(items.Items);
        Assert.Null(items.NextCursor);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"object":"page"}""")]
    [InlineData("""{"object":"page","id":"nonsense"}""")]
    [InlineData("""{"object":"page","id":"1111""")]
    public void What_has_no_id_is_no_object(string json)
        => Assert.ThrowsAny<JsonException>(() => NotionJson.ReadObject(Bytes(json)));

    private static NotionObject Read(string members)
        => NotionJson.ReadObject(Bytes($$"""{"id":"11111111-2222-3333-4444-555555555555",{{members}}}"""));

    private static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json);
}
