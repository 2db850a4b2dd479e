using System.Diagnostics;
using Azure.Storage.Queues;

namespace NotionSync.Tests.Infrastructure;

/// <summary>Azure Storage on loopback, on ports of its own choice: Azurite in a child process.</summary>
internal sealed class Azurite : IAsyncDisposable
{
    // The published development account; every installation of Azurite has it.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    // Closing cuts open connections: otherwise a client that keeps polling keeps a stopping Azurite alive.
    private const string Preload = """
        import http from 'node:http';
        const close = http.Server.prototype.close;
        http.Server.prototype.close = function (callback) {
            close.call(this, callback);
            this.closeAllConnections();
            return this;
        };
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly Lazy<Task<Azurite>> SharedInstance = new(() => StartAsync(persistent: false));
    private static readonly string[] Services = ["Blob", "Queue", "Table"];

    private readonly TemporaryFolder? _folder;
    private readonly bool _logsRequests;
    private Uri[] _endpoints = [.. Services.Select((_) => new Uri("http://127.0.0.1:0"))];
    private ChildProcess? _process;

    private Azurite(bool persistent, bool logsRequests)
    {
        _folder = persistent ? new() : null;
        _logsRequests = logsRequests;
    }

    /// <summary>A line for each request, where that was asked for.</summary>
    public string Log => _process?.Output ?? string.Empty;

    public string ConnectionString
        => $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};"
            + string.Concat(Services.Zip(_endpoints, (name, endpoint) => $"{name}Endpoint={endpoint.AbsoluteUri}{Account};"));

    /// <summary>
    /// The one in-memory instance of the test run. Tests that share it name their queues, tables and containers so that no
    /// other test has them; a test that counts on an empty storage starts its own.
    /// </summary>
    public static Task<Azurite> SharedAsync() => SharedInstance.Value;

    /// <summary>Starts an instance; a persistent one keeps its data over <see cref="StopAsync"/> and <see cref="StartAsync()"/>.</summary>
    public static async Task<Azurite> StartAsync(bool persistent, bool logsRequests = false)
    {
        var azurite = new Azurite(persistent, logsRequests);

        try
        {
            await azurite.StartAsync();
            return azurite;
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again after <see cref="StopAsync"/>, at the same address.</summary>
    public async Task StartAsync()
    {
        string[] arguments =
        [
            "--import", $"data:text/javascript,{Uri.EscapeDataString(Preload)}",
            RepositoryRoot.File("eng", "azurite", "node_modules", "azurite", "dist", "src", "azurite.js"),
            "--blobPort", Port(0), "--queuePort", Port(1), "--tablePort", Port(2),
            "--skipApiVersionCheck", "--disableTelemetry",
            .. _logsRequests ? (string[])[] : ["--silent"],
            .. _folder is null ? (string[])["--inMemoryPersistence"] : ["--location", _folder.Path],
        ];

        var start = new ProcessStartInfo("node") { WorkingDirectory = _folder?.Path ?? Path.GetTempPath() };
        _process = ChildProcess.Start(start, new Dictionary<string, string>(), folder: null, arguments);

        var endpoints = new List<Uri>();

        foreach (var service in Services)
        {
            endpoints.Add(new(await _process.WaitForLineAsync($"Azurite {service} service is successfully listening at ")));
        }

        _endpoints = [.. endpoints];
    }

    /// <summary>Waits until no message is left in these queues, hidden ones and those that are being worked on included.</summary>
    public async Task WorkedOffAsync(params string[] queues)
    {
        using var patience = new CancellationTokenSource(Patience);

        var clients = queues.Select(name => new QueueClient(ConnectionString, name)).ToList();

        // Working on a message of one queue may fill another one that was seen empty: two looks in a row find nothing.
        for (var looks = 0; looks < 2; looks++)
        {
            foreach (var queue in clients)
            {
                while ((await queue.GetPropertiesAsync(patience.Token)).Value.ApproximateMessagesCount > 0)
                {
                    looks = -1;
                    await Task.Delay(50, patience.Token);
                }
            }
        }
    }

    /// <summary>Takes the storage away as an outage does: connections are refused until <see cref="StartAsync()"/>.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            await process.StopAsync();
            await process.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder?.Dispose();
    }

    private string Port(int service) => $"{_endpoints[service].Port}";
}
