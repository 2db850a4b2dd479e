using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Benchmarks.Hosts;

/// <summary>
/// Readers and writers on one local host for some minutes, then an outage of its storage: no error, no growth, even
/// answers; and in the outage clear refusals, after it the same service by itself.
/// </summary>
internal static class LoadScenario
{
    private const int Readers = 200;
    private const int Writers = 20;
    private const double MaxSpread = 8;
    private const double MaxGrowth = 1.25;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);

    public static async Task<int> RunAsync(string[] arguments)
    {
        var length = TimeSpan.FromSeconds(Option(arguments, "--seconds", 120));
        var outage = TimeSpan.FromSeconds(Option(arguments, "--outage", 30));
        await using var storage = await Azurite.StartAsync(persistent: true);
        await using var notion = await ChildProcess.StartAsync("NotionSync.Emulator", new Dictionary<string, string>(), null, "--urls", "http://127.0.0.1:0", "--requests-per-minute", "0");
        using var keys = new TemporaryFolder();
        await using var app = await ChildProcess.StartAsync("NotionSync.LocalHost", new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = storage.ConnectionString,
            ["Notion__BaseUrl"] = notion.Address.ToString(),
            ["Notion__RequestsPerMinute"] = "0",
            ["Download__AllowPrivateNetworks"] = "true",
            ["Secrets__KeyRingFolder"] = keys.Path,
            ["LOCALHOST_URL"] = "http://127.0.0.1:0",
        });
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Readers + Writers })
        {
            BaseAddress = new(app.Address, "/api/tenants/demo/"),
            Timeout = TimeSpan.FromSeconds(100),
        };

        var documents = await FillAsync(http);
        var load = new Load(http, documents);
        await load.RunAsync(Readers, Writers, WarmUp, new Recorder());

        var recorder = new Recorder();
        var memory = WatchMemoryAsync(app.Id, length);
        await load.RunAsync(Readers, Writers, length, recorder);
        var (early, late) = await memory;

        var (median, slow) = (recorder.Percentile(50), recorder.Percentile(99));
        Say($"| {recorder.Count} answers in {length.TotalSeconds:F0} s | {recorder.Errors.Count} errors | p50 {median:F0} ms | p99 {slow:F0} ms | ratio {slow / median:F1} | memory {early:F0} -> {late:F0} MB |");
        recorder.Errors.Take(5).ToList().ForEach(Console.WriteLine);
        var isGood = recorder.Errors.IsEmpty && slow / median < MaxSpread && late < early * MaxGrowth;

        return isGood & await OutageAsync(storage, http, documents, outage) ? 0 : 1;
    }

    private static async Task<bool> OutageAsync(Azurite storage, HttpClient http, IReadOnlyList<string> documents, TimeSpan length)
    {
        await storage.StopAsync();
        using var over = new CancellationTokenSource(length);
        var (clear, other) = (0, new List<string>());
        var slowest = 0.0;

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
        {
            while (!over.IsCancellationRequested)
            {
                var clock = System.Diagnostics.Stopwatch.StartNew();
                using var answer = await http.GetAsync(new Uri($"documents/{documents[number % documents.Count]}", UriKind.Relative));
                var body = await answer.Content.ReadAsStringAsync();

                lock (other)
                {
                    slowest = Math.Max(slowest, clock.Elapsed.TotalSeconds);

                    if (answer.StatusCode == HttpStatusCode.ServiceUnavailable && answer.Headers.RetryAfter is not null && body.Contains("storage_unavailable", StringComparison.Ordinal))
                    {
                        clear++;
                    }
                    else
                    {
                        other.Add($"{(int)answer.StatusCode} {body}");
                    }
                }
            }
        }));

        await storage.StartAsync();
        var recovery = System.Diagnostics.Stopwatch.StartNew();
        var recorder = new Recorder();

        while (recovery.Elapsed < TimeSpan.FromMinutes(1))
        {
            using var answer = await http.GetAsync(new Uri("documents", UriKind.Relative));

            if (answer.IsSuccessStatusCode)
            {
                break;
            }
        }

        var seconds = recovery.Elapsed.TotalSeconds;
        await new Load(http, documents).RunAsync(20, 2, TimeSpan.FromSeconds(5), recorder);
        Say($"| outage of {length.TotalSeconds:F0} s: {clear} times 503 with Retry-After, {other.Count} other answers, slowest {slowest:F1} s | served again after {seconds:F1} s | {recorder.Count} answers then, {recorder.Errors.Count} errors |");
        other.Take(5).ToList().ForEach(Console.WriteLine);
        recorder.Errors.Take(5).ToList().ForEach(Console.WriteLine);
        return clear > 0 && other.Count == 0 && seconds < 30 && recorder is { Errors.IsEmpty: true, Count: > 0 };
    }

    private static async Task<IReadOnlyList<string>> FillAsync(HttpClient http)
    {
        using var connected = await http.PostAsJsonAsync("connections", new { kind = "token", token = "ntn_emulator_sample" });
        var connection = (await connected.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        var roots = (await http.GetFromJsonAsync<JsonElement>($"connections/{connection}/roots")).GetProperty("items").EnumerateArray();
        using var started = await http.PostAsJsonAsync("imports", new { connectionId = connection, items = roots.Select(root => new { id = root.GetProperty("id").GetString() }) });
        var import = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();

        while ((await http.GetFromJsonAsync<JsonElement>($"imports/{import}")).GetProperty("status").GetString() is "queued" or "running")
        {
            await Task.Delay(100);
        }

        var documents = (await http.GetFromJsonAsync<JsonElement>("documents?pageSize=100")).GetProperty("items").EnumerateArray();
        return [.. documents.Select(document => document.GetProperty("id").GetString()!)];
    }

    // The resident memory in the second fifth and in the last: growth that goes on would show between them.
    private static async Task<(double Early, double Late)> WatchMemoryAsync(int process, TimeSpan length)
    {
        var samples = new List<double>();

        for (var i = 0; i < 50; i++)
        {
            await Task.Delay(length / 50);
            var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            samples.Add(double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024);
        }

        return (samples.Skip(10).Take(10).Average(), samples.TakeLast(10).Average());
    }

    private static double Option(string[] arguments, string name, double otherwise)
        => Array.IndexOf(arguments, name) is >= 0 and var at ? double.Parse(arguments[at + 1], CultureInfo.InvariantCulture) : otherwise;

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
