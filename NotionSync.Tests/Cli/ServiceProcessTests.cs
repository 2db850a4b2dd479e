using NotionSync.Cli;
using NotionSync.Cli.Processes;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Cli;

public sealed class ServiceProcessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly Dictionary<string, string?> NoEnvironment = [];

    private readonly TemporaryFolder _folder = new();
    private readonly Checkout _checkout;

    public ServiceProcessTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "eng"));
        File.Copy(RepositoryRoot.File("eng", "child"), Path.Combine(_folder.Path, "eng", "child"));
        _checkout = new(_folder.Path);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_line_that_says_it_is_ready_is_found_and_everything_is_in_the_log()
    {
        await using var process = Start("echo warming up; echo listening on http://127.0.0.1:1; echo complaint >&2; sleep 600");

        Assert.Equal("http://127.0.0.1:1", await process.WaitForLineAsync("listening on ", Patience, CancellationToken.None));
        await process.WaitForLineAsync("complaint", Patience, CancellationToken.None);
        await process.StopAsync();
        await process.DisposeAsync();

        Assert.Equal(["complaint", "listening on http://127.0.0.1:1", "warming up"], (await File.ReadAllLinesAsync(process.LogFile)).Order());
    }

    [Fact]
    public async Task A_program_that_ends_is_named_with_its_exit_code_and_last_words()
    {
        await using var process = Start("echo 'no such world' >&2; exit 3");

        var exception = await Assert.ThrowsAsync<RunFailedException>(() => process.WaitForLineAsync("listening on ", Patience, CancellationToken.None));

        Assert.Contains("program ended unexpectedly with exit code 3", exception.Message, StringComparison.Ordinal);
        Assert.Contains("no such world", exception.Message, StringComparison.Ordinal);
        Assert.Contains(process.LogFile, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_is_asked_to_end_and_may_finish_what_it_does()
    {
        await using var process = Start("trap 'echo drained everything; exit 0' TERM; echo listening on; while :; do sleep 0.1; done");
        await process.WaitForLineAsync("listening on", Patience, CancellationToken.None);

        await process.StopAsync();

        Assert.Equal("everything", await process.WaitForLineAsync("drained ", Patience, CancellationToken.None));
    }

    private ServiceProcess Start(string script) => ServiceProcess.Start(_checkout, "program", NoEnvironment, "bash", "-c", script);
}
