using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Simulation;

/// <summary>Storage, an emulated Notion and several worker processes that share both, as instances do in the cloud.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    public const string Token = "ntn_emulator_sample";

    private readonly Dictionary<string, string> _settings;
    private readonly TemporaryFolder _keys;
    private readonly List<ChildProcess?> _workers = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(3) };

    private Cluster(Azurite storage, ChildProcess notion, Dictionary<string, string> settings, TemporaryFolder keys)
    {
        (Storage, NotionProcess, _settings, _keys) = (storage, notion, settings, keys);
        Notion = new() { BaseAddress = notion.Address };
        Notion.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        Notion.DefaultRequestHeaders.Add("Notion-Version", "2026-03-11");
    }

    public Azurite Storage { get; }

    public ChildProcess NotionProcess { get; }

    /// <summary>Notion itself, with the token; also <c>/_emulator/…</c>.</summary>
    public HttpClient Notion { get; }

    public IReadOnlyList<ChildProcess?> Workers => _workers;

    public static async Task<Cluster> StartAsync(int workers, IReadOnlyDictionary<string, string> settings, bool persistentStorage = false, bool logsStorage = false, params string[] notionArguments)
    {
        var storage = await Azurite.StartAsync(persistentStorage, logsStorage);
        var notion = await ChildProcess.StartAsync("NotionSync.Emulator", new Dictionary<string, string>(), null, ["--urls", "http://127.0.0.1:0", "--world", "empty", .. notionArguments]);
        var keys = new TemporaryFolder();

        var cluster = new Cluster(storage, notion, new()
        {
            ["AzureWebJobsStorage"] = storage.ConnectionString,
            ["Notion__BaseUrl"] = notion.Address.ToString(),
            ["Notion__RequestsPerMinute"] = "0",
            ["Download__AllowPrivateNetworks"] = "true",
            ["Secrets__KeyRingFolder"] = keys.Path,
            ["LOCALHOST_URL"] = "http://127.0.0.1:0",
            ["AzureFunctionsJobHost__logging__logLevel__default"] = "Warning",
        }, keys);

        foreach (var (key, value) in settings)
        {
            cluster._settings[key] = value;
        }

        for (var worker = 0; worker < workers; worker++)
        {
            cluster._workers.Add(null);
            await cluster.StartWorkerAsync(worker);
        }

        return cluster;
    }

    /// <param name="clockSkew">How far the worker's clock is ahead.</param>
    public async Task StartWorkerAsync(int worker, TimeSpan clockSkew = default)
        => _workers[worker] = await ChildProcess.StartAsync(
            "NotionSync.LocalHost",
            new Dictionary<string, string>(_settings) { ["LocalHost__ClockSkewSeconds"] = $"{clockSkew.TotalSeconds:0}" });

    public async Task KillWorkerAsync(int worker)
    {
        if (_workers[worker] is { } process)
        {
            _workers[worker] = null;
            await process.KillAsync();
            await process.DisposeAsync();
        }
    }

    public async Task<string> ConnectAsync(string tenant, string token = Token)
        => (await PostAsync($"tenants/{tenant}/connections", new { kind = "token", token })).GetProperty("id").GetString()!;

    public async Task<string> StartImportAsync(string tenant, string connection, params string[] pages)
        => (await PostAsync($"tenants/{tenant}/imports", new { connectionId = connection, items = pages.Select(id => new { id, type = "page" }) })).GetProperty("id").GetString()!;

    /// <summary>Waits until a run is over, whatever becomes of the workers meanwhile.</summary>
    /// <param name="patience">How long it may take until the next of its pages is done.</param>
    public async Task<JsonElement> WaitAsync(string tenant, string run, TimeSpan patience, TimeSpan interval = default)
    {
        var (since, pages) = (TimeProvider.System.GetTimestamp(), string.Empty);

        while (true)
        {
            var state = await TryGetAsync($"tenants/{tenant}/imports/{run}");

            if (state?.GetProperty("pages").ToString() is { } now && now != pages)
            {
                (since, pages) = (TimeProvider.System.GetTimestamp(), now);
            }

            if (state is { } known && known.GetProperty("status").GetString() is not ("queued" or "running"))
            {
                return known;
            }

            if (TimeProvider.System.GetElapsedTime(since) > patience)
            {
                throw new TimeoutException($"The run does not go on: {state?.ToString() ?? "no answer"}\n{Tails()}");
            }

            await Task.Delay(interval > TimeSpan.Zero ? interval : TimeSpan.FromMilliseconds(250));
        }
    }

    /// <returns>Null where no worker or no storage answers now.</returns>
    public async Task<JsonElement?> TryGetAsync(string path)
    {
        try
        {
            using var response = await SendAsync(HttpMethod.Get, path);
            return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<JsonElement>() : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException or InvalidOperationException)
        {
            return null;
        }
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path);
        return await ReadAsync(response);
    }

    public async Task<string> TextAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await SendAsync(HttpMethod.Post, path, body);
        return await ReadAsync(response);
    }

    /// <returns>The status of a request that may be refused, and its body.</returns>
    public async Task<(HttpStatusCode Status, JsonElement Body)> TryPostAsync(string path, object body)
    {
        using var response = await SendAsync(HttpMethod.Post, path, body);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    public async Task<JsonElement> EmulatorAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri($"/_emulator/{path}", UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await Notion.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text)
            : throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {text}");
    }

    public async Task<string> GenerateAsync(object specification)
        => (await EmulatorAsync(HttpMethod.Post, "generate", specification)).GetProperty("id").GetString()!;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        Notion.Dispose();

        foreach (var worker in _workers.OfType<ChildProcess>())
        {
            await worker.DisposeAsync();
        }

        await NotionProcess.DisposeAsync();
        await Storage.DisposeAsync();
        _keys.Dispose();
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(text)
            : throw new InvalidOperationException($"{response.RequestMessage?.RequestUri}: {(int)response.StatusCode} {text}");
    }

    // As an admin of the tenant that the path names.
    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null)
    {
        var tenant = path.Split('/') is ["tenants", var named, ..] ? named : "demo";
        using var request = new HttpRequestMessage(method, Address(path)) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("X-MS-CLIENT-PRINCIPAL", Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new
        {
            auth_typ = "aad",
            claims = new[] { new { typ = "sub", val = "simulation" }, new { typ = "tenant_id", val = tenant }, new { typ = "roles", val = "Admin" } },
        })));
        return await _http.SendAsync(request);
    }

    private Uri Address(string path) => new(_workers.OfType<ChildProcess>().First().Address, $"/api/{path}");

    private string Tails()
        => string.Join("\n---\n", _workers.OfType<ChildProcess>().Select(worker => worker.Output).Select(output => output[^Math.Min(output.Length, 3000)..]));
}
