using System.Diagnostics;
using System.Text.Json;

namespace NotionSync.Benchmarks.Markdown;

/// <param name="Milliseconds">Parsing the JSON and converting, each at its best: what it takes where nothing else disturbs it.</param>
/// <param name="ProcessMilliseconds">A process that parses and converts once, from start to end.</param>
/// <param name="PeakMegabytes">Of that process: its most resident memory, in MiB.</param>
internal sealed record PeerResult(double Milliseconds, double ProcessMilliseconds, double PeakMegabytes);

/// <summary>The JavaScript converters of a folder whose <c>bench.mjs CONVERTER TREE RUNS</c> prints a line of JSON.</summary>
internal sealed class Peers(string folder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public static IReadOnlyList<(string Name, string Title)> Converters { get; } =
    [
        ("n2m3", "notion-to-md 3"),
        ("n2m4", "notion-to-md 4 alpha"),
        ("@notion-md-converter/core", "@notion-md-converter/core"),
        ("notion-md-crawler", "notion-md-crawler"),
    ];

    /// <returns>Null where the converter failed, or took longer than four minutes.</returns>
    public async Task<PeerResult?> MeasureAsync(string converter, string tree, int runs)
        => await RunAsync(converter, tree, 1) is { } once && await RunAsync(converter, tree, runs) is { } often
            ? new(Math.Min(once.Parsing, often.Parsing) + often.Converting, once.ProcessMilliseconds, once.PeakMegabytes)
            : null;

    private async Task<Run?> RunAsync(string converter, string tree, int runs)
    {
        // The largest trees do not fit into the heap that Node takes by default.
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "--expose-gc", "--max-old-space-size=8192", "bench.mjs", converter, tree, $"{runs}" },
        };

        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);

        try
        {
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            var elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;

            if (process.ExitCode != 0)
            {
                Console.Error.WriteLine($"{converter} failed: {(await errors).Trim().Split('\n')[^1]}");
                return null;
            }

            var result = JsonDocument.Parse(output).RootElement;
            return new(Number("parse_ms"), Number("min_ms"), elapsed, Number("peak_rss_mb"));

            double Number(string name) => result.GetProperty(name).GetDouble();
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            Console.Error.WriteLine($"{converter} took longer than {Patience.TotalMinutes:F0} minutes.");
            return null;
        }
    }

    private sealed record Run(double Parsing, double Converting, double ProcessMilliseconds, double PeakMegabytes);
}
