using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace NotionSync.Tests.Infrastructure;

/// <summary>
/// A program under test in a process of its own, which ends with the test: on dispose, and at the latest with the test run.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int TerminateSignal = 15;
    private const string ListeningPrefix = "listening on ";

    // Generous: the machine may be building and running other tests at the same time.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly TemporaryFolder? _folder;
    private readonly StringBuilder _output = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource _outputGrew = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Uri? _address;

    private ChildProcess(ProcessStartInfo start, TemporaryFolder? folder)
    {
        _folder = folder;
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
    }

    /// <summary>Where the program said it listens.</summary>
    public Uri Address => _address ?? throw new InvalidOperationException("The program has not said where it listens.");

    public int Id { get; private set; }

    public bool HasExited => _process.HasExited;

    /// <summary>Everything the program wrote so far, standard output and error interleaved.</summary>
    public string Output
    {
        get
        {
            lock (_lock)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>
    /// Starts a built project of this checkout and waits for its line <c>listening on URL</c>. Unless
    /// <paramref name="workingFolder"/> says otherwise it runs in a folder that holds the checkout's host.json and nothing
    /// else, so that a developer's local.settings.json does not change what is tested.
    /// </summary>
    /// <exception cref="InvalidOperationException">It ended, or did not listen within three minutes; the message has its output.</exception>
    public static async Task<ChildProcess> StartAsync(
        string project,
        IReadOnlyDictionary<string, string> environment,
        string? workingFolder = null,
        params string[] arguments)
    {
        var child = Start(project, environment, workingFolder, arguments);

        try
        {
            child._address = new(await child.WaitForLineAsync(ListeningPrefix));
            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a built project of this checkout and returns at once; for programs that end or must fail to start.</summary>
    public static ChildProcess Start(
        string project,
        IReadOnlyDictionary<string, string> environment,
        string? workingFolder = null,
        params string[] arguments)
    {
        TemporaryFolder? folder = null;

        if (workingFolder is null)
        {
            folder = new();
            File.Copy(RepositoryRoot.File("host.json"), Path.Combine(folder.Path, "host.json"));
            workingFolder = folder.Path;
        }

        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = workingFolder,
        };

        start.ArgumentList.Add(RepositoryRoot.Assembly(project));
        return Start(start, environment, folder, arguments);
    }

    /// <summary>Starts any program and returns at once. Its standard input stays open and empty until it is disposed.</summary>
    public static ChildProcess Start(
        ProcessStartInfo start,
        IReadOnlyDictionary<string, string> environment,
        TemporaryFolder? folder,
        params string[] arguments)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // A killed .NET process leaves its sockets for debuggers behind in the temporary folder, so it makes none.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var child = new ChildProcess(start, folder);
        child._process.Start();
        child.Id = child._process.Id;
        Reaper.Add(child.Id);
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Waits for a line that begins with <paramref name="prefix"/> and returns the rest of it.</summary>
    /// <exception cref="InvalidOperationException">The program ended first, or three minutes passed.</exception>
    public async Task<string> WaitForLineAsync(string prefix)
    {
        var patience = Task.Delay(Patience);
        var exit = _process.WaitForExitAsync();

        while (true)
        {
            Task grew;

            lock (_lock)
            {
                grew = _outputGrew.Task;
            }

            // WaitForExitAsync also waits for the output, so nothing can follow once it has completed.
            var ended = exit.IsCompleted || patience.IsCompleted;
            var line = Output.Split('\n').FirstOrDefault((line) => line.StartsWith(prefix, StringComparison.Ordinal));

            if (line is not null)
            {
                return line[prefix.Length..].Trim();
            }

            if (ended)
            {
                throw new InvalidOperationException($"No line '{prefix}...' came from the program. Its output:\n{Output}");
            }

            await Task.WhenAny(grew, patience, exit);
        }
    }

    /// <summary>Ends the program without warning (SIGKILL).</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    /// <summary>Asks the program to end (SIGTERM) and waits for it.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        if (!_process.HasExited && SendSignal(Id, TerminateSignal) is not 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        return await WaitForExitAsync();
    }

    /// <summary>Waits up to three minutes for the program to end by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Reaper.Remove(Id);
        _process.Dispose();
        _folder?.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);

    private void Append(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lock)
        {
            _output.Append(line).Append('\n');
            _outputGrew.SetResult();
            _outputGrew = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
