using System.Diagnostics;
using System.Globalization;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Benchmarks.Hosts;

/// <summary>From the start of a process to its first answer: the local host against an empty ASP.NET app, in turns.</summary>
internal static class StartScenario
{
    private const double Limit = 1.5;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var host = Array.IndexOf(arguments, "--host") is >= 0 and var at ? Path.GetFullPath(arguments[at + 1]) : RepositoryRoot.Assembly("NotionSync.LocalHost");
        var rounds = Array.IndexOf(arguments, "--rounds") is >= 0 and var place ? int.Parse(arguments[place + 1], CultureInfo.InvariantCulture) : 15;
        var path = Array.IndexOf(arguments, "--path") is >= 0 and var after ? arguments[after + 1] : "/api/health/live";
        await using var storage = await Azurite.StartAsync(persistent: false);
        using var keys = new TemporaryFolder();
        var (ours, empty) = (new List<double>(), new List<double>());

        for (var round = 0; round <= rounds; round++)
        {
            var one = await MeasureAsync(host, [], path, port => new()
            {
                ["AzureWebJobsStorage"] = storage.ConnectionString,
                ["Secrets__KeyRingFolder"] = keys.Path,
                ["LOCALHOST_URL"] = $"http://127.0.0.1:{port}",
            });
            var other = await MeasureAsync(typeof(StartScenario).Assembly.Location, [EmptyApp.Name], "/", port => new()
            {
                ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
                ["Logging__LogLevel__Default"] = "Warning",
            });

            // The first round finds cold disk caches, and tables that are not there yet.
            if (round > 0)
            {
                ours.Add(one);
                empty.Add(other);
            }
        }

        ours.Sort();
        empty.Sort();
        var ratio = ours[ours.Count / 2] / empty[empty.Count / 2];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| local host {ours[ours.Count / 2]:F0} ms (least {ours[0]:F0}) | empty app {empty[empty.Count / 2]:F0} ms (least {empty[0]:F0}) | ratio {ratio:F2} | of the least {ours[0] / empty[0]:F2} | {rounds} rounds |"));
        return ratio <= Limit ? 0 : 1;
    }

    private static async Task<double> MeasureAsync(string assembly, string[] arguments, string path, Func<int, Dictionary<string, string>> settings)
    {
        var port = FreePort.Find();
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { WorkingDirectory = Path.GetDirectoryName(assembly) };
        start.ArgumentList.Add(assembly);
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) };
        var clock = Stopwatch.StartNew();
        await using var process = ChildProcess.Start(start, settings(port), folder: null, arguments);

        while (clock.Elapsed < TimeSpan.FromMinutes(1))
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));

                if (answer.IsSuccessStatusCode)
                {
                    return clock.Elapsed.TotalMilliseconds;
                }
            }
            catch (HttpRequestException)
            {
                await Task.Delay(2);
            }
        }

        throw new InvalidOperationException($"{assembly} does not answer:\n{process.Output}");
    }
}
