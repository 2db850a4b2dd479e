using System.Diagnostics;

namespace NotionSync.Cli.Processes;

/// <summary>One of the programs that a run needs, in a process of its own that cannot outlive this one; its output goes to a log file.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    // What is kept to show when it ends by itself, and to look for the line that says it is ready.
    private const int LastLineCount = 15;
    private const int FirstLineCount = 500;

    // The host drains what it is doing for up to 20 seconds; the others end at once.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly Queue<string> _lastLines = new();
    private readonly List<string> _firstLines = [];
    private TaskCompletionSource _grew = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private bool _stopping;

    private ServiceProcess(string name, ProcessStartInfo start, StreamWriter log, string logFile)
    {
        Name = name;
        LogFile = logFile;
        _log = log;
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
    }

    public string Name { get; }

    public string LogFile { get; }

    /// <summary>Completes when the program has ended and its last output is in the log.</summary>
    public Task Exited { get; private set; } = Task.CompletedTask;

    /// <summary>Starts a program and returns at once.</summary>
    /// <param name="checkout">Where it runs; its <c>eng/child</c> ends the program when this process is gone.</param>
    /// <param name="name">How messages and the log file name it.</param>
    /// <param name="environment">Added to this process's own; null removes a variable.</param>
    /// <param name="command">The program and its arguments.</param>
    public static ServiceProcess Start(Checkout checkout, string name, IReadOnlyDictionary<string, string?> environment, params string[] command)
    {
        var start = new ProcessStartInfo("bash", [checkout.ChildScript, .. command])
        {
            WorkingDirectory = checkout.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        var log = OpenLog(Directory.CreateDirectory(checkout.Logs).FullName, name, out var logFile);
        var service = new ServiceProcess(name, start, log, logFile);
        service._process.Start();
        service._process.BeginOutputReadLine();
        service._process.BeginErrorReadLine();
        service.Exited = service._process.WaitForExitAsync(CancellationToken.None);
        return service;
    }

    /// <summary>Waits for a line among the first 500 that begins with <paramref name="prefix"/>, and returns the rest of it.</summary>
    /// <exception cref="RunFailedException">The program ended first, or the line did not come in time.</exception>
    public async Task<string> WaitForLineAsync(string prefix, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(patience);

        while (true)
        {
            // Asked before the search: a program's last words are in by the time it counts as ended.
            var hasEnded = Exited.IsCompleted;

            if (FindFirst(prefix, out var grew) is { } line)
            {
                return line[prefix.Length..].Trim();
            }

            if (hasEnded)
            {
                throw Ended();
            }

            try
            {
                await Task.WhenAny(grew, Exited).WaitAsync(timeout.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new RunFailedException($"{Name} did not say '{prefix}...' within {patience.TotalSeconds:0} s. {Evidence()}");
            }
        }
    }

    /// <summary>What to say when it ended although nobody asked it to.</summary>
    public RunFailedException Ended() => new($"{Name} ended unexpectedly with exit code {_process.ExitCode}. {Evidence()}");

    /// <summary>Asks the program to end and waits; after 30 seconds it is killed.</summary>
    public async Task StopAsync()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;

        // Closing it is how eng/child learns that it is time.
        _process.StandardInput.Close();

        try
        {
            await Exited.WaitAsync(StopPatience);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
            await Exited;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
        await _log.DisposeAsync();
    }

    // A second run at the same time has the first one's file locked: it writes beside it.
    private static StreamWriter OpenLog(string folder, string name, out string file)
    {
        var plain = name.Replace(' ', '-');
        file = Path.Combine(folder, $"{plain}.log");

        try
        {
            return Open(file);
        }
        catch (IOException)
        {
            file = Path.Combine(folder, $"{plain}-{Environment.ProcessId}.log");
            return Open(file);
        }

        static StreamWriter Open(string file)
            => new(new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read)) { AutoFlush = true };
    }

    private string? FindFirst(string prefix, out Task grew)
    {
        lock (_lock)
        {
            grew = _grew.Task;
            return _firstLines.Find((line) => line.StartsWith(prefix, StringComparison.Ordinal));
        }
    }

    private string Evidence()
    {
        lock (_lock)
        {
            var lines = _lastLines.Count is 0 ? "It wrote nothing." : $"Its last lines:\n  {string.Join("\n  ", _lastLines)}";
            return $"{lines}\nThe whole log: {LogFile}";
        }
    }

    private void Append(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lock)
        {
            _log.WriteLine(line);
            _lastLines.Enqueue(Terminal.Printable(line));

            if (_lastLines.Count > LastLineCount)
            {
                _lastLines.Dequeue();
            }

            if (_firstLines.Count < FirstLineCount)
            {
                _firstLines.Add(line);
            }

            _grew.SetResult();
            _grew = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
