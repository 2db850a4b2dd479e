using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.LocalHost;

namespace NotionSync.Tests.LocalHost;

/// <summary>
/// The test assembly run as a program: the host with <see cref="SampleFunctions"/>, in a process of its own that a test can
/// kill. Function and test speak through standard output.
/// </summary>
internal static class SampleHost
{
    public const string Project = "NotionSync.Tests";

    public static Task<int> Main(string[] args) => FunctionsHost.RunAsync([typeof(SampleFunctions)], static (_) => { }, args);
}

internal sealed class SampleFunctions(TimeProvider time)
{
    /// <summary>A message that is worked on until the process ends, unless it comes again.</summary>
    public const string Endless = "endless";

    /// <summary>A message that takes a moment.</summary>
    public const string Brief = "brief";

    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    [Function("Sample")]
    public static async Task ReceiveAsync([QueueTrigger("%Queue%")] string text, int dequeueCount, CancellationToken cancellationToken)
    {
        await Console.Out.WriteLineAsync($"began {text} {dequeueCount}");

        if (text is Endless && dequeueCount is 1)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        await Task.Delay(text is Brief ? Moment : TimeSpan.Zero, cancellationToken);
        await Console.Out.WriteLineAsync($"ended {text} {dequeueCount}");
    }

    [Function("Alive")]
    public static IResult GetAlive([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Results.Text("alive");

    [Function("Clock")]
    public IResult GetClock([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Results.Text($"{time.GetUtcNow():u}");
}
