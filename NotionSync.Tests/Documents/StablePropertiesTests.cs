using System.Text;
using System.Text.Json;
using NotionSync.Documents;
using NotionSync.Importing;
using NotionSync.Notion;

namespace NotionSync.Tests.Documents;

public sealed class StablePropertiesTests
{
    [Fact]
    public void A_page_read_at_two_times_is_stored_as_the_same_bytes_without_a_signature()
    {
        var (first, second) = (Page("1f", "2026-01-02T03:04:00.000Z"), Page("2e", "2026-01-02T04:04:00.000Z"));

        Assert.Equal(Text(Sources.Properties(first)), Text(Sources.Properties(second)));
        Assert.Equal(Sources.Of(first, "c"), Sources.Of(second, "c"));
        Assert.DoesNotContain("X-Amz", Text(Sources.Properties(first)) + Sources.Of(first, "c"), StringComparison.Ordinal);
        Assert.Contains("https://files.example.com/a.pdf\"", Text(Sources.Properties(first)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://example.com/?q=1")]
    [InlineData("See https://example.com/?X-Amz-Signature=1, and what follows")]
    [InlineData("http")]
    public void Every_other_text_stays_whole(string text)
    {
        var json = JsonSerializer.SerializeToElement(new { text });

        Assert.Equal(text, JsonDocument.Parse(StableProperties.Of(json)).RootElement.GetProperty("text").GetString());
    }

    [Fact]
    public void A_text_that_is_no_valid_Unicode_is_taken()
        => Assert.Equal("""{"a":"\uFFFD","b":1}""", Text(StableProperties.Of(JsonDocument.Parse("""{"a":"\ud800","b":1}""").RootElement)));

    private static NotionObject Page(string signature, string end)
    {
        var file = $$"""{"url":"https://files.example.com/a.pdf?X-Amz-Date=1&X-Amz-Signature={{signature}}","expiry_time":"{{end}}"}""";

        return NotionJson.ReadObject(Encoding.UTF8.GetBytes($$$$"""
            {"object":"page","id":"11111111-2222-3333-4444-555555555555","created_time":"2026-01-02T03:04:00.000Z",
             "last_edited_time":"2026-01-02T03:05:00.000Z","url":"https://www.notion.so/x","parent":{"type":"workspace","workspace":true},
             "icon":{"type":"file","file":{{{{file}}}}},
             "cover":{"type":"external","external":{"url":"https://storage.example.com/a.png?X-Goog-Signature={{{{signature}}}}"}},
             "properties":{"Report":{"id":"a","type":"files","files":[{"name":"r","type":"file","file":{{{{file}}}}}]}}}
            """));
    }

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);
}
