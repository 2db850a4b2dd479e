using NotionSync.Cli.Api;
using NotionSync.Cli.Importing;

namespace NotionSync.Tests.Cli;

public sealed class ProgressTextTests
{
    [Fact]
    public void Before_the_first_page_there_is_no_rate()
        => Assert.Equal("0 of 7 pages", Text(done: 0, discovered: 7, seconds: 3));

    [Fact]
    public void Rate_and_time_left_follow_from_what_is_done()
        => Assert.Equal("20 of 50 pages, 2.0/s, about 15 s left", Text(done: 20, discovered: 50, seconds: 10));

    [Fact]
    public void The_server_knows_the_time_left_better()
        => Assert.Equal("20 of 50 pages, 2.0/s, about 40 s left", Text(done: 20, discovered: 50, seconds: 10, estimate: 40));

    [Fact]
    public void Nothing_is_left_when_all_that_was_discovered_is_done()
        => Assert.Equal("50 of 50 pages, 5.0/s", Text(done: 50, discovered: 50, seconds: 10));

    [Theory]
    [InlineData(0.2, "1 s")]
    [InlineData(119, "119 s")]
    [InlineData(150, "2 min")]
    [InlineData(7190, "120 min")]
    [InlineData(9000, "2.5 h")]
    public void Durations_are_told_in_a_unit_that_fits(double seconds, string text)
        => Assert.Equal(text, ProgressText.Duration(seconds));

    private static string Text(int done, int discovered, int seconds, double? estimate = null)
        => ProgressText.Of(
            new("i1", "running", new(discovered, done, Unchanged: 0, Skipped: 0, Failed: 0), estimate, Error: null, Failures: null, Notes: null, Calls: null),
            TimeSpan.FromSeconds(seconds));
}
