using System.Diagnostics;

namespace NotionSync.Tests.Infrastructure;

/// <summary>
/// Ends the child processes that are left when the test run ends in whatever way, killed included: a shell that is told of
/// each child, and that acts when its input closes.
/// </summary>
internal static class Reaper
{
    private const string Script = """
        declare -A children
        trap '' INT TERM HUP
        while read -r sign id; do
            if [ "$sign" = + ]; then children[$id]=1; else unset "children[$id]"; fi
        done
        for id in "${!children[@]}"; do kill -KILL "$id" 2>/dev/null; done
        """;

    private static readonly Lock Gate = new();
    private static readonly Lazy<Process> Shell = new(() => Process.Start(new ProcessStartInfo("bash", ["-c", Script]) { RedirectStandardInput = true })!);

    public static void Add(int processId) => Tell($"+ {processId}");

    /// <summary>To be called once the child has ended: its id may be another program's from then on.</summary>
    public static void Remove(int processId) => Tell($"- {processId}");

    private static void Tell(string line)
    {
        lock (Gate)
        {
            Shell.Value.StandardInput.WriteLine(line);
            Shell.Value.StandardInput.Flush();
        }
    }
}
