using System.Text;
using System.Text.Json;
using NotionSync.Notion;
using NotionSync.Tests.Markdown;

namespace NotionSync.Tests.Notion;

public sealed class JsonWalkerTests
{
    private const int Rounds = 20_000;

    private const string Odd = """
         { "a" : [ ] , "b":{}, "" :"" ,"c\u0041\"\\" : "\\", "long enough to fill more than one vector of bytes \\\"" : -1.5e3 ,
          "colon: in a text" : [ true,false , null , "x: y", ", {[", 0 ,-0.25E-7, 10e+2] , "ü🚀": [[[{"d":[1 ,2]}]]], "e":"0123456789abcde\"f" , "f":"0123456789abcdef\\" }
        """;

    public static TheoryData<string> Texts => [Odd, "5", "\"x\"", " [ ] ", """["\\"]""", .. SpecExample.All().Select(example => example.Json().ToJsonString()).Distinct()];

    [Theory]
    [MemberData(nameof(Texts))]
    public void It_finds_what_the_reader_of_System_Text_Json_finds(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes);
        var walker = new JsonWalker(bytes);
        var expected = new List<string>();
        var found = new List<string>();

        while (reader.Read())
        {
            expected.Add(reader.TokenType switch
            {
                JsonTokenType.StartObject => "{",
                JsonTokenType.EndObject => "}",
                JsonTokenType.StartArray => "[",
                JsonTokenType.EndArray => "]",
                JsonTokenType.PropertyName => $"{Encoding.UTF8.GetString(reader.ValueSpan)}:",
                JsonTokenType.String => $"\"{Encoding.UTF8.GetString(reader.ValueSpan)}\"",
                _ => Encoding.UTF8.GetString(reader.ValueSpan),
            });
        }

        Walk(ref walker, found);
        walker.End();
        Assert.Equal(expected, found);
    }

    [Fact]
    public void It_refuses_what_the_reader_of_System_Text_Json_refuses_and_nothing_else()
    {
        var random = new Random(11);
        byte[][] whole = [Encoding.UTF8.GetBytes(Odd), .. SpecExample.All().Take(40).Select(example => Encoding.UTF8.GetBytes(example.Json().ToJsonString()))];
        var refused = 0;

        for (var round = 0; round < Rounds; round++)
        {
            var json = GarbledJson.Garble(whole[random.Next(whole.Length)], random);
            var isValid = GarbledJson.IsValid(json);
            refused += isValid ? 0 : 1;

            Assert.True(isValid == IsWalked(json, skip: true), $"Round {round}, skipped: {Encoding.UTF8.GetString(json)}");
            Assert.True(isValid == IsWalked(json, skip: false), $"Round {round}, entered: {Encoding.UTF8.GetString(json)}");
        }

        Assert.InRange(refused, Rounds / 2, Rounds - (Rounds / 20));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("tru")]
    [InlineData("nulll")]
    [InlineData("-")]
    [InlineData("01")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1e")]
    [InlineData("+1")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("[1 2]")]
    [InlineData("{,}")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{"a"}""")]
    [InlineData("""{"a" 1}""")]
    [InlineData("""{a:1}""")]
    [InlineData("""{"a":1]""")]
    [InlineData("""["a"}""")]
    [InlineData("""["\x"]""")]
    [InlineData("""["\u12g4"]""")]
    [InlineData("[\"a\nb\"]")]
    [InlineData("[\"a\0b\"]")]
    [InlineData("\"a")]
    [InlineData("\"a\\")]
    [InlineData("\"a\\\"")]
    [InlineData("1 1")]
    [InlineData("/**/1")]
    [InlineData("\ufeff1")]
    public void It_refuses_what_is_no_JSON(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);

        Assert.False(GarbledJson.IsValid(bytes));
        Assert.False(IsWalked(bytes, skip: true));
        Assert.False(IsWalked(bytes, skip: false));
    }

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    [InlineData(1_000_000, false)]
    public void It_goes_as_deep_as_any_answer_and_no_deeper(int depth, bool isWalked)
    {
        var arrays = Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth));
        var objects = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", depth - 1)) + "{}" + new string('}', depth - 1));

        foreach (var json in (byte[][])[arrays, objects])
        {
            Assert.Equal(isWalked, IsWalked(json, skip: true));
            Assert.Equal(isWalked, IsWalked(json, skip: false));
        }
    }

    private static bool IsWalked(byte[] json, bool skip)
    {
        try
        {
            var walker = new JsonWalker(json);

            if (skip)
            {
                walker.Skip();
            }
            else
            {
                Walk(ref walker, []);
            }

            walker.End();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Walk(ref JsonWalker json, List<string> found)
    {
        if (json.EnterObject())
        {
            found.Add("{");

            while (json.NextProperty())
            {
                found.Add($"{Encoding.UTF8.GetString(json.Name)}:");
                Walk(ref json, found);
            }

            found.Add("}");
        }
        else if (json.EnterArray())
        {
            found.Add("[");

            while (json.NextElement())
            {
                Walk(ref json, found);
            }

            found.Add("]");
        }
        else
        {
            found.Add(Encoding.UTF8.GetString(json.Skip()));
        }
    }
}
