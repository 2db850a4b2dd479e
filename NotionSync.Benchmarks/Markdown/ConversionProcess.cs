using System.Diagnostics;
using System.Globalization;
using NotionSync.Notion;

namespace NotionSync.Benchmarks.Markdown;

/// <summary>The conversion alone in a process of its own, as it must be to tell its peak memory.</summary>
internal static class ConversionProcess
{
    public const string Name = "convert-once";

    /// <summary>Reads the answers from a file, one after the other as an import gets them, converts them once, and prints the most memory it ever had, in MiB.</summary>
    public static Task<int> RunAsync(string[] arguments)
    {
        var kept = new FetchedAnswers();
        var length = Answer.Convert(Answer.Read(arguments[0]).Select((answer, index) => Keep(answer, index, kept))).Utf8.Length;
        GC.KeepAlive(kept);
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{self.PeakWorkingSet64 / 1048576.0:F1} {length}"));
        return Task.FromResult(0);
    }

    // As an import does until it is done, to be able to go on later.
    private static Answer Keep(Answer answer, int index, FetchedAnswers kept)
    {
        kept.Set(answer.Parent, index.ToString(CultureInfo.InvariantCulture), answer.Bytes);
        return answer;
    }

    /// <returns>Milliseconds from start to end, and the peak of the resident memory in MiB.</returns>
    public static async Task<(double Milliseconds, double PeakMegabytes)> MeasureAsync(string answers)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, ArgumentList = { Name, answers } };

        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Insert(0, typeof(ConversionProcess).Assembly.Location);
        }

        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;

        return process.ExitCode == 0
            ? (elapsed, double.Parse(output.Split(' ')[0], CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"The conversion ended with {process.ExitCode}.");
    }
}
