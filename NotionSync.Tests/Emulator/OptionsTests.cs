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
        var options = EmulatorOptions.Parse(["--urls=http://127.0.0.1:5010", "--world", "a/b.json", "--token", "x", "--token=y", "--requests-per-minute", "0", "--workspace-requests-per-minute", "9", "--window-seconds", "5", "--file-url-seconds=10", "--cursor-seconds=7", "--row-limit", "99", "--generate", "pages=200,blocks=40", "--oauth-client", "id,secret,http://127.0.0.1:7071/callback", "--nango-secret-key=key", "--nango-webhook-key=signs", "--nango-webhook-url=http://127.0.0.1:7071/hook", "--nango-requests-per-minute=60"]);

        Assert.Equal(("http://127.0.0.1:5010", "a/b.json"), (options.Urls, options.World));
        Assert.Equal(["x", "y"], options.Tokens);
        Assert.Equal(["pages=200,blocks=40"], options.Generate);
        Assert.Equal(["id,secret,http://127.0.0.1:7071/callback"], options.OAuthClients);
        Assert.Equal(("key", "signs", new Uri("http://127.0.0.1:7071/hook"), 60), (options.NangoSecretKey, options.NangoWebhookKey, options.NangoWebhookUrl, options.NangoRequestsPerMinute));
        Assert.Equal(9, options.WorkspaceRequestsPerMinute);
        Assert.Equal((0, 5, 10, 7, 99), (options.RequestsPerMinute, options.WindowSeconds, options.FileUrlSeconds, options.CursorSeconds, options.RowLimit));
    }

    [Theory]
    [InlineData("--wrold", "x")]
    [InlineData("--urls")]
    [InlineData("--window-seconds", "soon")]
    [InlineData("--requests-per-minute", "-1")]
    [InlineData("--nango-webhook-url", "nowhere")]
    public void A_wrong_option_is_refused(params string[] arguments)
        => Assert.Throws<FormatException>(() => EmulatorOptions.Parse(arguments));
}
