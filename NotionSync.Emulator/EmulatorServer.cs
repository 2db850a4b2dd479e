using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using NotionSync.Emulator.Api;
using NotionSync.Emulator.Control;
using NotionSync.Emulator.Files;
using NotionSync.Emulator.Nango;
using NotionSync.Emulator.OAuth;
using NotionSync.Emulator.Webhooks;

namespace NotionSync.Emulator;

/// <summary>A running emulator. Tests start one in their own process, as many as they like, each on a free port.</summary>
public sealed class EmulatorServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly EmulatorState _state;

    private EmulatorServer(WebApplication app, EmulatorState state)
    {
        _app = app;
        _state = state;
    }

    /// <summary>The root of the emulator, such as <c>http://127.0.0.1:40123/</c>; what <c>Notion__BaseUrl</c> takes.</summary>
    public Uri BaseAddress { get; private set; } = new("http://127.0.0.1");

    /// <summary>Starts an emulator on real time.</summary>
    /// <exception cref="FormatException">The world or a generator specification cannot be read.</exception>
    /// <exception cref="IOException">The address is taken, or a world file is missing.</exception>
    public static Task<EmulatorServer> StartAsync(EmulatorOptions options, CancellationToken cancellationToken)
        => StartAsync(options, TimeProvider.System, cancellationToken);

    /// <summary>Starts an emulator whose limits, signatures and edit times follow the given clock.</summary>
    public static async Task<EmulatorServer> StartAsync(EmulatorOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var state = new EmulatorState(options, time);
        var builder = WebApplication.CreateSlimBuilder();

        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));

        var app = builder.Build();
        Map(app, state);

        var server = new EmulatorServer(app, state);
        await app.StartAsync(cancellationToken);
        server.BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return server;
    }

    /// <summary>Completes when the process is told to stop (Ctrl-C, SIGTERM).</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _state.Dispose();
    }

    private static void Map(WebApplication app, EmulatorState state)
    {
        app.UseRouting();
        app.Use(next => new RequestLog(state, next).InvokeAsync);
        app.Use(next => new FaultPlayer(state, next).InvokeAsync);
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments("/_emulator", StringComparison.Ordinal),
            control => control.Use(next => context => ControlReply.GuardAsync(context, next)));
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal)
                && !context.Request.Path.StartsWithSegments("/v1/oauth", StringComparison.Ordinal),
            api => api.Use(next => new Gate(state, next).InvokeAsync));
        app.UseEndpoints(_ => { });

        new SearchEndpoints(state).Map(app);
        new PageEndpoints(state).Map(app);
        new BlockEndpoints(state).Map(app);
        new DatabaseEndpoints(state).Map(app);
        new QueryEndpoints(state).Map(app);
        new PropertyEndpoints(state).Map(app);
        new MarkdownEndpoints(state).Map(app);
        new UserEndpoints(state).Map(app);
        new CommentEndpoints(state).Map(app);
        new WriteEndpoints(state).Map(app);
        new FileEndpoints(state).Map(app);
        new StatisticsEndpoints(state).Map(app);
        new FaultEndpoints(state).Map(app);
        new ClockEndpoints(state).Map(app);
        new SettingsEndpoints(state).Map(app);
        new WorldEndpoints(state).Map(app);
        new EditEndpoints(state).Map(app);
        new ConsentEndpoints(state).Map(app);
        new TokenEndpoints(state).Map(app);
        new OAuthControl(state).Map(app);
        new SessionEndpoints(state).Map(app);
        new ConnectEndpoints(state).Map(app);
        new ConnectionEndpoints(state).Map(app);
        new ProxyEndpoint(state).Map(app);
        new ForwardEndpoint(state).Map(app);
        new NangoControl(state).Map(app);
        new WebhookControl(state).Map(app);
        new NotionWebhookControl(state).Map(app);
    }
}
