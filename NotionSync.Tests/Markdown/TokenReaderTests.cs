using System.Text;
using System.Text.Json;
using NotionSync.Markdown.Inlines;

namespace NotionSync.Tests.Markdown;

public sealed class TokenReaderTests
{
    private const string Odd = """
         { "a" : [ ] , "b":{}, "" :"" ,"c\u0041\"\\" : "\\", "long enough to fill more than one vector of bytes \\\"" : -1.5e3 ,
          "colon: in a text" : [ true,false , null , "x: y", ", {[", 0 ] , "ü🚀": [[[{"d":[1 ,2]}]]], "e":"0123456789abcde\"f" , "f":"0123456789abcdef\\" }
        """;

    public static TheoryData<string> Texts => [Odd, "5", "\"x\"", " [ ] ", """["\\"]""", .. SpecExample.All().Select(example => example.Json().ToJsonString()).Distinct()];

    [Theory]
    [MemberData(nameof(Texts))]
    public void It_gives_the_tokens_of_the_reader_that_checks(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var expected = new Utf8JsonReader(bytes);
        var reader = new TokenReader(bytes);

        while (expected.Read())
        {
            Assert.True(reader.Read());
            Assert.Equal(expected.TokenType, reader.TokenType);
            Assert.Equal(expected.TokenStartIndex, reader.TokenStart);

            if (expected.TokenType is JsonTokenType.PropertyName or JsonTokenType.String or JsonTokenType.Number)
            {
                Assert.Equal(Encoding.UTF8.GetString(expected.ValueSpan), Encoding.UTF8.GetString(reader.ValueSpan));
            }
        }

        Assert.False(reader.Read());
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void It_skips_as_far_from_each_token(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var expected = new Utf8JsonReader(bytes);
        var reader = new TokenReader(bytes);

        while (expected.Read() && reader.Read())
        {
            if (expected.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            {
                continue;
            }

            var far = expected;
            var skipped = reader;
            far.Skip();
            skipped.Skip();

            Assert.Equal(far.TokenType, skipped.TokenType);

            if (far.Read())
            {
                Assert.True(skipped.Read());
                Assert.Equal(far.TokenType, skipped.TokenType);
            }
            else
            {
                Assert.False(skipped.Read());
            }
        }
    }
}
