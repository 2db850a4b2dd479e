using System.Diagnostics;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Cli;

public sealed class RunCommandTests
{
    [Theory]
    [InlineData("there is no file or folder", "--world", "no-such-world.json")]
    [InlineData("a number from 0 to 65535", "--port", "99999")]
    [InlineData("exclude each other", "--world", ".", "--token", "ntn_x")]
    [InlineData("Unrecognized command or argument '--wrold'", "--wrold", ".")]
    public async Task A_mistake_in_the_arguments_is_told_in_a_line(string said, params string[] arguments)
    {
        await using var run = ChildProcess.Start("NotionSync.Cli", new Dictionary<string, string>(), workingFolder: null, arguments);

        Assert.Equal(1, await run.WaitForExitAsync());
        Assert.Contains(said, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ntn_x", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_leaves_the_arguments_before_the_command_starts()
    {
        // ./run with a stand-in for eng/setup and for dotnet, which shows what it was started with.
        using var folder = new TemporaryFolder();
        var bin = Directory.CreateDirectory(Path.Combine(folder.Path, "bin")).FullName;
        Directory.CreateDirectory(Path.Combine(folder.Path, "eng"));
        File.Copy(RepositoryRoot.File("run"), Path.Combine(folder.Path, "run"));
        await WriteScriptAsync(Path.Combine(folder.Path, "eng", "setup"), "true");
        await WriteScriptAsync(Path.Combine(bin, "dotnet"), "printf '<%s>' \"$@\"; printf '(%s)' \"$NOTIONSYNC_TOKEN\"");

        var start = new ProcessStartInfo("bash", [Path.Combine(folder.Path, "run"), "--token", "ntn_x", "--page", "a b", "--exit"]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{bin}:{start.Environment["PATH"]}";
        using var run = Process.Start(start)!;
        var output = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();

        Assert.EndsWith("NotionSync.Cli.dll><--page><a b><--exit>(ntn_x)", output, StringComparison.Ordinal);
    }

    private static async Task WriteScriptAsync(string file, string body)
    {
        await File.WriteAllTextAsync(file, $"#!/bin/sh\n{body}\n");

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
