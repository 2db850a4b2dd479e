using NotionSync.Emulator;

namespace NotionSync.Tests.Emulator;

public sealed class OptionsTests
{
    [Fact]
    public void Without_arguments_the_sample_runs_with_the_limits_of_notion()
    {
        var options = EmulatorOptions.Parse([]);

        Assert.Equal([EmulatorOptions.SampleToken], options.Tokens);
        Assert.Equal((180, 60, 3600, 0, 10_000), (options.RequestsPerMinute, options.WindowSeconds, options.FileUrlSeconds, options.CursorSeconds, options.RowLimit));
    }

    [Fact]
    public void All_options_are_read_in_both_spellings()
    {
        var options = EmulatorOptions.Parse(["--urls=http://127.0.0.1:5010", "--world", "a/b.json", "--token", "x", "--token=y", "--requests-per-minute", "0", "--window-seconds", "5", "--file-url-seconds=10", "--cursor-seconds=7", "--row-limit", "99", "--generate", "pages=200,blocks=40"]);

        Assert.Equal(("http://127.0.0.1:5010", "a/b.json"), (options.Urls, options.World));
        Assert.Equal(["x", "y"], options.Tokens);
        Assert.Equal(["pages=200,blocks=40"], options.Generate);
        Assert.Equal((0, 5, 10, 7, 99), (options.RequestsPerMinute, options.WindowSeconds, options.FileUrlSeconds, options.CursorSeconds, options.RowLimit));
    }

    [Theory]
    [InlineData("--wrold", "x")]
    [InlineData("--urls")]
    [InlineData("--window-seconds", "soon")]
    [InlineData("--requests-per-minute", "-1")]
    public void A_wrong_option_is_refused(params string[] arguments)
        => Assert.Throws<FormatException>(() => EmulatorOptions.Parse(arguments));
}
