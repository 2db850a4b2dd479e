using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using NotionSync.Emulator;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Benchmarks.Hosts;

/// <summary>
/// 100,000 blocks as a stream through the local host: its memory, and records a second against a bare copy, which asks for
/// the very same answers one after the other and looks at nothing but ids.
/// </summary>
internal static class StreamScenario
{
    private const int BlocksPerPage = 50;
    private const double MaxMegabytes = 200;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var blocks = Array.IndexOf(arguments, "--blocks") is >= 0 and var at ? int.Parse(arguments[at + 1], CultureInfo.InvariantCulture) : 100_000;
        await using var storage = await Azurite.StartAsync(persistent: false);
        await using var notion = await ChildProcess.StartAsync(
            "NotionSync.Emulator", new Dictionary<string, string>(), null, "--urls", "http://127.0.0.1:0", "--requests-per-minute", "0",
            "--generate", string.Create(CultureInfo.InvariantCulture, $"pages={Math.Max(1, blocks / BlocksPerPage)},blocks={BlocksPerPage},depth=3"));
        using var keys = new TemporaryFolder();
        await using var app = await ChildProcess.StartAsync("NotionSync.LocalHost", new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = storage.ConnectionString,
            ["Notion__BaseUrl"] = notion.Address.ToString(),
            ["Notion__RequestsPerMinute"] = "0",
            ["Secrets__KeyRingFolder"] = keys.Path,
            ["LOCALHOST_URL"] = "http://127.0.0.1:0",
        });

        var (records, bytes, time) = await StreamAsync(app.Address);
        var peak = PeakMegabytes(app.Id);
        var (copied, copyTime) = await CopyAsync(notion.Address);

        var (ours, bare) = (records / time.TotalSeconds, copied / copyTime.TotalSeconds);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {records} records, {bytes / 1e6:F0} MB | {time.TotalSeconds:F1} s | {ours:F0}/s | bare copy of {copied} blocks: {bare:F0}/s | ratio {ours / bare:F2} | host's peak memory {peak:F0} MB |"));

        return peak < MaxMegabytes && records >= blocks ? 0 : 1;
    }

    private static async Task<(long Records, long Bytes, TimeSpan Time)> StreamAsync(Uri app)
    {
        using var http = new HttpClient { BaseAddress = new(app, "/api/tenants/demo/"), Timeout = TimeSpan.FromMinutes(5) };
        using var connected = await http.PostAsJsonAsync("connections", new { kind = "token", token = EmulatorOptions.SampleToken });
        var connection = (await connected.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        var (records, bytes, clock) = (0L, 0L, Stopwatch.StartNew());
        JsonElement? state = null;

        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"connections/{connection}/streams/read", UriKind.Relative))
            {
                Content = JsonContent.Create(new { stream = "blocks", state, maxRecords = 1_000_000, maxSeconds = 200, maxMegabytes = 1024 }),
            };
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            response.EnsureSuccessStatusCode();
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(), Encoding.UTF8);
            var reason = string.Empty;

            while (await reader.ReadLineAsync() is { } line)
            {
                bytes += line.Length + 1;

                if (line.StartsWith("""{"type":"record""", StringComparison.Ordinal))
                {
                    records++;
                    continue;
                }

                var control = JsonSerializer.Deserialize<JsonElement>(line);
                state = control.TryGetProperty("state", out var next) ? next : state;
                reason = control.TryGetProperty("reason", out var given) ? given.GetString() : reason;
            }

            if (reason != "limit")
            {
                return reason == "complete" ? (records, bytes, clock.Elapsed) : throw new InvalidOperationException($"The stream ended: {reason}.");
            }
        }
    }

    private static async Task<(long Blocks, TimeSpan Time)> CopyAsync(Uri notion)
    {
        using var http = new HttpClient { BaseAddress = notion };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", EmulatorOptions.SampleToken);
        http.DefaultRequestHeaders.Add("Notion-Version", "2026-03-11");
        var (blocks, clock, open) = (0L, Stopwatch.StartNew(), new Stack<string>());
        string? cursor = null;

        do
        {
            using var response = await http.PostAsJsonAsync("v1/search", cursor is null
                ? new Dictionary<string, object> { ["filter"] = new { property = "object", value = "page" } }
                : new() { ["filter"] = new { property = "object", value = "page" }, ["start_cursor"] = cursor });
            using var pages = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
            cursor = Take(pages, item => open.Push(item.GetProperty("id").GetString()!));
        }
        while (cursor is not null);

        while (open.TryPop(out var id))
        {
            do
            {
                var answer = await http.GetByteArrayAsync(new Uri($"v1/blocks/{id}/children?page_size=100{(cursor is null ? string.Empty : $"&start_cursor={cursor}")}", UriKind.Relative));
                await Stream.Null.WriteAsync(answer);
                using var children = JsonDocument.Parse(answer);
                cursor = Take(children, item =>
                {
                    blocks++;

                    if (item.GetProperty("has_children").GetBoolean() && item.GetProperty("type").GetString() != "child_page")
                    {
                        open.Push(item.GetProperty("id").GetString()!);
                    }
                });
            }
            while (cursor is not null);
        }

        return (blocks, clock.Elapsed);
    }

    private static string? Take(JsonDocument answer, Action<JsonElement> take)
    {
        foreach (var item in answer.RootElement.GetProperty("results").EnumerateArray())
        {
            take(item);
        }

        return answer.RootElement.GetProperty("next_cursor").GetString();
    }

    // The most that the process ever held, as Linux counts it.
    private static double PeakMegabytes(int process)
        => File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kilobytes, ..]
            ? double.Parse(kilobytes, CultureInfo.InvariantCulture) / 1024
            : double.NaN;
}
