namespace NotionSync.Tests.Markdown;

public sealed class SpecTests
{
    public static TheoryData<string> Examples => [.. SpecExample.All().Select(example => example.ToString())];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Blocks_become_the_Markdown_of_the_specification(string name)
    {
        var example = SpecExample.All().Single(example => example.ToString() == name);

        Assert.Equal(example.Expected, example.Convert().ToString());
    }
}
