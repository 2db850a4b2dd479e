using System.Diagnostics;
using NotionSync.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace NotionSync.LocalHost.Telemetry;

/// <summary>
/// Sends traces, metrics and logs to the collector or dashboard that <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names, by
/// OTLP over HTTP. Without the setting nothing of OpenTelemetry is even loaded.
/// </summary>
internal sealed class OtlpExport : IHostedService, IDisposable
{
    public const string Setting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string ServiceName = "notionsync";

    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    private OtlpExport(Uri endpoint)
    {
        _traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(Describe)
            .AddSource(AppTracing.SourceName, "Microsoft.AspNetCore")
            .AddProcessor(new HideQuery())
            .AddOtlpExporter(options => Send(options, endpoint, "v1/traces"))
            .Build();

        _metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(Describe)
            .AddMeter(AppMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "System.Runtime")
            .AddOtlpExporter(options => Send(options, endpoint, "v1/metrics"))
            .Build();
    }

    public static void Add(IHostApplicationBuilder builder, Uri endpoint)
    {
        builder.Services.AddHostedService(_ => new OtlpExport(endpoint));

        builder.Logging.AddOpenTelemetry(logs =>
        {
            var resource = ResourceBuilder.CreateDefault();
            Describe(resource);
            logs.IncludeFormattedMessage = true;
            logs.SetResourceBuilder(resource);
            logs.AddOtlpExporter(options => Send(options, endpoint, "v1/logs"));
        });
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Sends what is left.
    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }

    private static void Describe(ResourceBuilder resource)
        => resource.AddService(ServiceName, serviceVersion: typeof(AppTracing).Assembly.GetName().Version?.ToString());

    private static void Send(OtlpExporterOptions options, Uri endpoint, string path)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new($"{endpoint.AbsoluteUri.TrimEnd('/')}/{path}");
    }

    /// <summary>The server's own spans may name the query, in which an OAuth code or a search may be.</summary>
    private sealed class HideQuery : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            data.SetTag("url.query", null);
            data.SetTag("url.full", null);
        }
    }
}
