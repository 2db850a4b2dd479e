using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Azure;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using NotionSync.LocalHost.Functions;
using NotionSync.LocalHost.Http;
using NotionSync.LocalHost.Queues;
using NotionSync.LocalHost.Timers;

namespace NotionSync.LocalHost;

/// <summary>Runs the functions of an assembly in this process, without Core Tools and without a cloud.</summary>
public static class FunctionsHost
{
    private const string UrlSetting = "LOCALHOST_URL";
    private const string RootSetting = "AzureWebJobsScriptRoot";
    private const string DefaultUrl = "http://127.0.0.1:7071";

    // After functions were told to end they have this long, the grace of FunctionRunner and a moment to settle their messages.
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstRequest = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Runs the functions until the process is asked to end (SIGTERM, Ctrl-C). Writes one line <c>listening on URL</c> to
    /// standard output when everything listens; a static HTTP function is answered before, while storage is prepared.
    /// </summary>
    /// <param name="functions">The assembly with the <c>[Function]</c> methods.</param>
    /// <param name="configure">Registers what the function classes need.</param>
    /// <param name="args">Settings as <c>--Name=value</c>; they win over the environment, and that over local.settings.json.</param>
    /// <returns>The exit code: 1 where the host could not start, with the reason on standard error.</returns>
    public static Task<int> RunAsync(Assembly functions, Action<IHostApplicationBuilder> configure, string[] args)
        => RunAsync(functions.GetTypes(), configure, args);

    internal static async Task<int> RunAsync(IEnumerable<Type> functions, Action<IHostApplicationBuilder> configure, string[] args)
    {
        try
        {
            await using var app = Build(functions, configure, args);
            await StartAsync(app);
            Console.WriteLine($"listening on {Address(app)}");
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception exception) when (exception is StartupException or OptionsValidationException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    /// <exception cref="StartupException">The functions or the settings have a mistake.</exception>
    internal static WebApplication Build(IEnumerable<Type> functions, Action<IHostApplicationBuilder> configure, string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            // Files are read once: watching them takes a part of the start.
            Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
            ContentRootPath = AppContext.BaseDirectory,
        });

        var root = builder.Configuration[RootSetting] ?? ApplicationRoot.Find();
        builder.Configuration.Sources.Insert(0, ApplicationRoot.LocalSettings(root));

        var settings = HostSettings.Read(root, builder.Configuration);
        AddLogging(builder.Logging, settings);
        AddServer(builder, settings);
        AddFunctions(builder.Services, FunctionCatalog.Read(functions), settings);
        configure(builder);

        var app = builder.Build();
        app.UseHostResponses();
        app.Services.GetRequiredService<HttpFunctions>().Map(app);
        app.MapAdmin();
        return app;
    }

    /// <exception cref="StartupException">The address is taken, or the storage cannot be reached.</exception>
    internal static async Task StartAsync(WebApplication app)
    {
        RequireFreeAddress(app.Configuration);

        try
        {
            await app.StartAsync();

            // Whoever waits for a sign of life gets it before storage takes the processor.
            await Task.Delay(FirstRequest);
            await app.Services.GetRequiredService<StoragePreparation>().RunAsync();
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException or OperationCanceledException)
        {
            await app.StopAsync();
            var storage = app.Services.GetRequiredService<StorageConnection>();

            throw new StartupException(
                $"The storage at {storage.Address} cannot be used: {Reason(exception)} "
                + "Start it (./run does, with Azurite), or set AzureWebJobsStorage to the connection string of another.",
                exception);
        }
    }

    /// <summary>Where the host listens, with the port that it was given.</summary>
    internal static string Address(WebApplication app)
        => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    private static void AddLogging(ILoggingBuilder logging, HostSettings settings)
    {
        logging.ClearProviders();
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);
        logging.AddFilter("Azure", LogLevel.Warning);
        logging.AddConfiguration(settings.Logging);

        logging.AddSimpleConsole((console) =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });
    }

    private static void AddServer(WebApplicationBuilder builder, HostSettings settings)
    {
        builder.WebHost.UseUrls(Url(builder.Configuration));

        builder.WebHost.ConfigureKestrel((kestrel) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = HostResponses.MaxTransferBytes;
        });

        // The slim builder leaves the constraint out that pulls in the regular expressions.
        builder.Services.Configure<RouteOptions>((routes) => routes.SetParameterPolicy<RegexInlineRouteConstraint>("regex"));
        builder.Services.Configure<HostOptions>((host) => host.ShutdownTimeout = settings.DrainTime + SettlingTime);
    }

    private static void AddFunctions(IServiceCollection services, FunctionCatalog catalog, HostSettings settings)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.AddSingleton(catalog);
        services.AddSingleton<FunctionActivator>();
        services.AddSingleton<FunctionRunner>();
        services.AddSingleton<ActivitySignal>();
        services.AddSingleton<StorageConnection>();
        services.AddSingleton<StoragePreparation>();
        services.AddSingleton<HttpFunctions>();
        services.AddSingleton<QueueListenerFactory>();
        services.AddSingleton<TimerListenerFactory>();
        services.AddHostedService<FunctionListeners>();

        foreach (var function in catalog.Functions)
        {
            if (function.TriggerAttribute is QueueTriggerAttribute queue)
            {
                services.AddSingleton<IFunctionListener>((services) => services.GetRequiredService<QueueListenerFactory>().Create(function, queue));
            }
            else if (function.TriggerAttribute is TimerTriggerAttribute timer)
            {
                services.AddSingleton<IFunctionListener>((services) => services.GetRequiredService<TimerListenerFactory>().Create(function, timer));
            }
        }
    }

    private static string Reason(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [.., var last] } => Reason(last),
        OperationCanceledException => $"it did not answer within {StoragePreparation.Patience.TotalSeconds:0} seconds.",
        _ => exception.Message.Split('\n')[0].TrimEnd('.', '\r') + ".",
    };

    // Asked before the server starts: it would say so with a page of stack trace.
    private static void RequireFreeAddress(IConfiguration configuration)
    {
        var url = new Uri(Url(configuration));
        var address = IPAddress.TryParse(url.Host.Trim('[', ']'), out var parsed) ? parsed : IPAddress.Loopback;

        try
        {
            using var listener = new TcpListener(address, url.Port);
            listener.Start();
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            throw new StartupException(
                $"The address {Url(configuration)} is taken by another program. End that, or set {UrlSetting} to another address.",
                exception);
        }
        catch (SocketException exception)
        {
            throw new StartupException(
                $"The address {Url(configuration)} cannot be listened on: {exception.Message}. Set {UrlSetting} to another address.",
                exception);
        }
    }

    private static string Url(IConfiguration configuration)
    {
        var url = configuration[UrlSetting] ?? DefaultUrl;

        return Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp
            ? url
            : throw new StartupException($"{UrlSetting} must be an address like {DefaultUrl}; it is '{url}'.");
    }
}
