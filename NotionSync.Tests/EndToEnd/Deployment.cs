using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.EndToEnd;

/// <summary>The whole product on this machine: storage, emulated Notion and the function app, each in its own process.</summary>
internal sealed class Deployment : IAsyncDisposable
{
    public const string Token = "ntn_emulator_sample";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, string> _settings;
    private readonly TemporaryFolder _keys;

    private Deployment(Azurite storage, ChildProcess notion, Dictionary<string, string> settings, TemporaryFolder keys)
    {
        (Storage, Notion, _settings, _keys) = (storage, notion, settings, keys);
        NotionControl = new() { BaseAddress = notion.Address };
    }

    public Azurite Storage { get; }

    public ChildProcess Notion { get; }

    /// <summary>The emulator's own address, for <c>/_emulator/…</c>.</summary>
    public HttpClient NotionControl { get; }

    public ChildProcess App { get; private set; } = null!;

    public HttpClient Api { get; private set; } = null!;

    /// <summary>Whose connections, imports and documents are meant.</summary>
    public string Tenant { get; set; } = "demo";

    /// <param name="settings">More settings of the app, or others; <c>{notion}</c> in them is the emulator's address.</param>
    public static async Task<Deployment> StartAsync(string? world = null, bool persistentStorage = false, IReadOnlyDictionary<string, string>? settings = null, params string[] notionArguments)
    {
        // Its own storage: a shared queue would be emptied by another test's app.
        var storage = await Azurite.StartAsync(persistentStorage);
        string[] arguments = ["--urls", "http://127.0.0.1:0", "--requests-per-minute", "0", .. world is null ? [] : (string[])["--world", world], .. notionArguments];
        var notion = await ChildProcess.StartAsync("NotionSync.Emulator", new Dictionary<string, string>(), null, arguments);
        var keys = new TemporaryFolder();

        var deployment = new Deployment(storage, notion, new()
        {
            ["AzureWebJobsStorage"] = storage.ConnectionString,
            ["Notion__BaseUrl"] = notion.Address.ToString(),
            ["Notion__RequestsPerMinute"] = "0",
            ["Download__AllowPrivateNetworks"] = "true",
            ["Secrets__KeyRingFolder"] = keys.Path,
            ["LOCALHOST_URL"] = "http://127.0.0.1:0",

            // A test may hold back Notion's answers as long as it likes, and no sync begins that it did not ask for.
            ["Notion__TimeoutSeconds"] = "300",
            ["Sync__Schedule"] = "0 0 0 1 1 *",
        }, keys);

        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
        {
            deployment._settings[key] = value.Replace("{notion}", notion.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
        }

        await deployment.StartAppAsync();
        return deployment;
    }

    /// <summary>Starts the app, or starts it again after it was killed, on the same storage.</summary>
    public async Task StartAppAsync()
    {
        App = await ChildProcess.StartAsync("NotionSync.LocalHost", _settings);
        Api = new() { BaseAddress = new(App.Address, "/api/"), Timeout = Patience };
    }

    public async Task KillAppAsync()
    {
        await App.KillAsync();
        await App.DisposeAsync();
        Api.Dispose();
    }

    public async Task<string> ConnectAsync(string? tenant = null)
    {
        using var response = await Api.PostAsJsonAsync($"tenants/{tenant ?? Tenant}/connections", new { kind = "token", token = Token });
        var connection = await ReadAsync(response, HttpStatusCode.Created);
        return connection.GetProperty("id").GetString()!;
    }

    /// <returns>The import's id.</returns>
    public async Task<string> StartImportAsync(string connection, params string[] ids)
    {
        using var response = await Api.PostAsJsonAsync($"tenants/{Tenant}/imports", new { connectionId = connection, items = ids.Select(id => new { id }) });
        return (await ReadAsync(response, HttpStatusCode.Accepted)).GetProperty("id").GetString()!;
    }

    public async Task<IReadOnlyList<string>> RootsAsync(string connection)
        => [.. (await GetAsync($"tenants/{Tenant}/connections/{connection}/roots")).GetProperty("items").EnumerateArray().Select(root => root.GetProperty("id").GetString()!)];

    /// <summary>Waits for the import's end, also across restarts of the app.</summary>
    public async Task<JsonElement> WaitAsync(string import)
    {
        using var patience = new CancellationTokenSource(Patience);

        while (true)
        {
            var state = await GetAsync($"tenants/{Tenant}/imports/{import}");

            if (state.GetProperty("status").GetString() is not ("queued" or "running"))
            {
                return state;
            }

            try
            {
                await Task.Delay(100, patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new InvalidOperationException($"The import does not end: {state}\n{App.Output[^Math.Min(App.Output.Length, 5000)..]}");
            }
        }
    }

    /// <summary>Waits until something has become so.</summary>
    public async Task UntilAsync(Func<Task<bool>> isSo, [CallerArgumentExpression(nameof(isSo))] string? what = null)
    {
        using var patience = new CancellationTokenSource(Patience);

        while (!await isSo())
        {
            Assert.False(patience.IsCancellationRequested, $"It does not become so: {what}\n{App.Output[^Math.Min(App.Output.Length, 5000)..]}");
            await Task.Delay(50);
        }
    }

    /// <summary>Adds rules to what the emulated Notion does to requests.</summary>
    public async Task AddFaultsAsync(params object[] rules)
    {
        using var response = await NotionControl.PostAsJsonAsync("/_emulator/faults", rules);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Puts rules in the place of those that there are; what these held goes on.</summary>
    public async Task ReplaceFaultsAsync(params object[] rules)
    {
        using var response = await NotionControl.PutAsJsonAsync("/_emulator/faults", rules);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Takes all rules away; what they held goes on.</summary>
    public async Task EndFaultsAsync()
    {
        using var response = await NotionControl.DeleteAsync(new Uri("/_emulator/faults", UriKind.Relative));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <returns>On how many requests the first rule was played.</returns>
    public async Task<int> PlayedAsync()
        => (await NotionControl.GetFromJsonAsync<JsonElement>("/_emulator/faults"))[0].GetProperty("played").GetInt32();

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Api.GetAsync(new Uri(path, UriKind.Relative));
        return await ReadAsync(response, HttpStatusCode.OK);
    }

    public async Task<List<JsonElement>> DocumentsAsync()
    {
        var documents = new List<JsonElement>();
        string? cursor = null;

        do
        {
            var page = await GetAsync($"tenants/{Tenant}/documents?pageSize=100{(cursor is null ? string.Empty : $"&cursor={cursor}")}");
            documents.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        return documents;
    }

    public async Task<byte[]> BytesAsync(string path) => await Api.GetByteArrayAsync(new Uri(path, UriKind.Relative));

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode} instead of {(int)expected}: {body}");
        return JsonSerializer.Deserialize<JsonElement>(body);
    }

    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        NotionControl.Dispose();

        if (App is not null)
        {
            await App.DisposeAsync();
        }

        await Notion.DisposeAsync();

        await Storage.DisposeAsync();
        _keys.Dispose();
    }
}
