using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Emulator;

public sealed class CommandTests
{
    [Fact]
    public async Task The_program_says_where_it_listens_and_ends_well_when_told_to()
    {
        await using var program = await ChildProcess.StartAsync("NotionSync.Emulator", new Dictionary<string, string>(), null, "--world", "empty");
        using var client = new HttpClient { BaseAddress = program.Address };

        Assert.Contains("\"pages\":0", await client.GetStringAsync("/_emulator/world"), StringComparison.Ordinal);
        Assert.Equal(0, await program.StopAsync());
        Assert.Equal($"listening on {program.Address.GetLeftPart(UriPartial.Authority)}", program.Output.Trim());
    }

    [Theory]
    [InlineData("There is no world file or folder", "--world", "/no/such/world.json")]
    [InlineData("Unknown option --wrold", "--wrold", "x")]
    [InlineData("Cannot generate", "--generate", "chaos=1")]
    public async Task What_cannot_start_says_why(string reason, params string[] arguments)
    {
        await using var program = ChildProcess.Start("NotionSync.Emulator", new Dictionary<string, string>(), null, arguments);

        Assert.Equal(2, await program.WaitForExitAsync());
        Assert.Contains(reason, program.Output, StringComparison.Ordinal);
    }
}
