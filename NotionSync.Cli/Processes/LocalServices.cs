using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace NotionSync.Cli.Processes;

/// <summary>Everything a run needs on this machine: storage, the emulator (unless the real Notion is asked for) and the local host.</summary>
internal sealed class LocalServices : IAsyncDisposable
{
    // The published development account; every installation of Azurite has it.
    private const string Account = "devstoreaccount1";
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    // Environment style, as the host reads it: 0 lifts its own limit.
    private const string RateSetting = "Notion__RequestsPerMinute";

    // What the emulator and the host must agree on; nothing of it is known outside this machine.
    private const string ClientId = "notionsync-local";
    private const string ClientSecret = "notionsync-local-secret";
    private const string NangoKey = "nango-local";
    private const string NangoWebhookKey = "nango-local-webhooks";
    private const string NotionWebhookToken = "secret_local";

    private const string ListeningPrefix = "listening on ";

    // Generous: a slow machine may be starting three programs at once, and the emulator a large world.
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(120);

    private readonly Checkout _checkout;
    private readonly RunOptions _options;
    private readonly int _port;
    private readonly StorageFolder _storage;
    private readonly List<ServiceProcess> _processes = [];

    private LocalServices(Checkout checkout, RunOptions options)
    {
        _checkout = checkout;
        _options = options;

        // Notion and Nango must know where the host is before it is there.
        _port = options.Port == 0 ? FreePort() : options.Port;
        _storage = StorageFolder.Create(checkout);
    }

    /// <summary>Where the NotionSync API listens.</summary>
    public Uri Host { get; private set; } = new("http://127.0.0.1");

    /// <summary>Where the emulator listens; null with the real Notion.</summary>
    public Uri? Emulator { get; private set; }

    public Uri Blobs { get; private set; } = new("http://127.0.0.1");

    /// <summary>
    /// Requests a minute that the emulator allows and the host keeps to. The demonstration does without Notion's limit
    /// (<c>0</c>), unless the caller's environment sets one.
    /// </summary>
    public static string EmulatedRate => Environment.GetEnvironmentVariable(RateSetting) is { Length: > 0 } rate ? rate : "0";

    public string StoragePath => _storage.Path;

    /// <summary>Completes when one of the programs ends; all of them must live for the run to go on.</summary>
    public Task AnyExited => Task.WhenAny(_processes.Select((process) => process.Exited));

    /// <exception cref="RunFailedException">One of them did not start; the message says which, and what it wrote.</exception>
    public static async Task<LocalServices> StartAsync(Checkout checkout, RunOptions options, CancellationToken cancellationToken)
    {
        RequireFree(options.Port);
        var services = new LocalServices(checkout, options);

        try
        {
            await services.StartAsync(cancellationToken);
            return services;
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    /// <summary>The program that ended by itself, as an error to report; null when all live.</summary>
    public RunFailedException? FindEnded() => _processes.Find((process) => process.Exited.IsCompleted)?.Ended();

    public async ValueTask DisposeAsync()
    {
        // Last started, first stopped: the host drains into a storage that is still there.
        for (var index = _processes.Count - 1; index >= 0; index--)
        {
            await _processes[index].DisposeAsync();
        }

        _storage.Dispose();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static void RequireFree(int port)
    {
        using var probe = new TcpListener(IPAddress.Loopback, port);

        try
        {
            probe.Start();
        }
        catch (SocketException exception)
        {
            throw new RunFailedException(
                $"Port {port} on 127.0.0.1 cannot be used ({exception.Message}). Is another ./run on it? Choose another: ./run --port {port + 1}, or --port 0 for any free one.",
                exception);
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var azurite = Start("Azurite", [], "node", _checkout.Azurite, "--blobPort", "0", "--queuePort", "0", "--tablePort", "0",
            "--location", _storage.Path, "--silent", "--skipApiVersionCheck", "--disableTelemetry");
        var emulator = _options.Token is null ? StartEmulator() : null;

        Blobs = await AzuriteEndpointAsync(azurite, "Blob", cancellationToken);
        var queues = await AzuriteEndpointAsync(azurite, "Queue", cancellationToken);
        var tables = await AzuriteEndpointAsync(azurite, "Table", cancellationToken);

        if (emulator is not null)
        {
            Emulator = await AddressAsync(emulator, cancellationToken);
        }

        var settings = new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={AccountKey};"
                + $"BlobEndpoint={Blobs};QueueEndpoint={queues};TableEndpoint={tables};",
            ["LOCALHOST_URL"] = Loopback(_port),

            // The keys that encrypt the token live and go with the storage that holds it.
            ["Secrets__KeyRingFolder"] = Path.Combine(_storage.Path, "keys"),
        };

        if (Emulator is not null)
        {
            settings["Notion__BaseUrl"] = Emulator.AbsoluteUri.TrimEnd('/');
            settings["Download__AllowPrivateNetworks"] = "true";
            settings[RateSetting] = EmulatedRate;
            settings["NotionOAuth__ClientId"] = ClientId;
            settings["NotionOAuth__ClientSecret"] = ClientSecret;
            settings["NotionOAuth__RedirectUri"] = OAuthCallback;
            settings["NotionOAuth__AllowedReturnUrls"] = $"{Loopback(_port)}/";
            settings["NotionWebhook__VerificationToken"] = NotionWebhookToken;
            settings["Nango__BaseUrl"] = $"{Emulator.AbsoluteUri.TrimEnd('/')}/nango";
            settings["Nango__SecretKey"] = NangoKey;
            settings["Nango__WebhookKey"] = NangoWebhookKey;
        }

        var host = Start("NotionSync host", settings, "dotnet", _checkout.Assembly("NotionSync.LocalHost"));
        Host = await AddressAsync(host, cancellationToken);
    }

    private string OAuthCallback => $"{Loopback(_port)}/api/oauth/notion/callback";

    private ServiceProcess StartEmulator()
        => Start("Notion emulator", [], [
            "dotnet", _checkout.Assembly("NotionSync.Emulator"), "--urls", Loopback(port: 0),
            "--requests-per-minute", EmulatedRate,
            "--oauth-client", $"{ClientId},{ClientSecret},{OAuthCallback}",
            "--notion-webhook-url", $"{Loopback(_port)}/api/webhooks/notion",
            "--notion-webhook-token", NotionWebhookToken,
            "--nango-secret-key", NangoKey,
            "--nango-webhook-key", NangoWebhookKey,
            "--nango-webhook-url", $"{Loopback(_port)}/api/webhooks/nango",
            "--nango-requests-per-minute", "0",
            .. _options.World is { } world ? ["--world", world] : Array.Empty<string>()]);

    private ServiceProcess Start(string name, Dictionary<string, string?> environment, params string[] command)
    {
        // The token goes to the host in a request, and to nobody else.
        environment[RunCommand.TokenVariable] = null;
        var process = ServiceProcess.Start(_checkout, name, environment, command);
        _processes.Add(process);
        return process;
    }

    private static string Loopback(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

    private static async Task<Uri> AddressAsync(ServiceProcess process, CancellationToken cancellationToken)
        => new(await process.WaitForLineAsync(ListeningPrefix, StartPatience, cancellationToken));

    private static async Task<Uri> AzuriteEndpointAsync(ServiceProcess azurite, string service, CancellationToken cancellationToken)
    {
        var address = await azurite.WaitForLineAsync($"Azurite {service} service is successfully listening at ", StartPatience, cancellationToken);
        return new(new Uri(address), Account);
    }
}
