using System.Globalization;
using NotionSync.LocalHost.Queues;

namespace NotionSync.LocalHost;

/// <summary>What host.json says, as far as it matters here, and the few settings of this host itself.</summary>
internal sealed class HostSettings
{
    private const string OverridesSection = "AzureFunctionsJobHost";
    private const string DefaultRoutePrefix = "api";
    private static readonly TimeSpan DefaultFunctionTimeout = TimeSpan.FromMinutes(30);

    /// <summary>Stands before every HTTP route, without slashes; may be empty.</summary>
    public required string RoutePrefix { get; init; }

    /// <summary>How long a queue or timer function may run before its token is cancelled; infinite where host.json says -1.</summary>
    public required TimeSpan FunctionTimeout { get; init; }

    public required QueueSettings Queues { get; init; }

    /// <summary>The <c>logging</c> section of host.json.</summary>
    public required IConfiguration Logging { get; init; }

    /// <summary>How long running functions may go on after the host was asked to stop, before their tokens are cancelled.</summary>
    public required TimeSpan DrainTime { get; init; }

    /// <summary>How long a received message stays hidden from other processes unless it is renewed; 1 second to 7 days.</summary>
    public required TimeSpan MessageLease { get; init; }

    /// <summary>Separates this app's timers from another's on the same storage, as on the Functions host.</summary>
    public required string HostId { get; init; }

    /// <summary>
    /// Reads host.json. As on the Functions host, a setting <c>AzureFunctionsJobHost__path__to__value</c> replaces the value
    /// at that path.
    /// </summary>
    /// <exception cref="StartupException">host.json is not JSON, or a value is out of range.</exception>
    public static HostSettings Read(string folder, IConfiguration configuration)
    {
        try
        {
            var host = new ConfigurationBuilder()
                .AddJsonFile(Path.Combine(folder, ApplicationRoot.HostFile), optional: true)
                .AddConfiguration(configuration.GetSection(OverridesSection))
                .Build();

            var queues = host.GetSection("extensions:queues").Get<QueueSettings>() ?? new();
            queues.Validate();

            return new()
            {
                RoutePrefix = (host["extensions:http:routePrefix"] ?? DefaultRoutePrefix).Trim('/'),
                FunctionTimeout = ReadTimeout(host["functionTimeout"]),
                Queues = queues,
                Logging = host.GetSection("logging"),
                DrainTime = TimeSpan.FromSeconds(configuration.GetValue("LocalHost:DrainSeconds", 20d)),
                MessageLease = TimeSpan.FromSeconds(configuration.GetValue("LocalHost:MessageLeaseSeconds", 60d)),
                HostId = configuration["AzureFunctionsWebHost:hostId"] ?? "localhost",
            };
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException or FormatException)
        {
            // The binder names the path; what it wraps names the value.
            var reason = exception.InnerException is { } inner ? $"{exception.Message} {inner.Message}" : exception.Message;
            throw new StartupException($"host.json in {folder} cannot be used: {reason}", exception);
        }
    }

    private static TimeSpan ReadTimeout(string? value) => value switch
    {
        null => DefaultFunctionTimeout,
        "-1" => Timeout.InfiniteTimeSpan,
        _ => TimeSpan.Parse(value, CultureInfo.InvariantCulture),
    };
}
