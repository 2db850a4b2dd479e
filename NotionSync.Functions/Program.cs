using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NotionSync;
using NotionSync.Telemetry;
using OpenTelemetry;

var builder = FunctionsApplication.CreateBuilder(args);

builder.ConfigureFunctionsWebApplication();
builder.AddNotionSync();

// Local authentication of Application Insights is off: telemetry is sent as the app's own identity.
if (builder.Configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"] is { Length: > 0 })
{
    builder.Services.AddOpenTelemetry()
        .UseFunctionsWorkerDefaults()
        .WithTracing(traces => traces.AddSource(AppTracing.SourceName))
        .WithMetrics(metrics => metrics.AddMeter(AppMetrics.MeterName))
        .UseAzureMonitorExporter(exporter =>
        {
            if (builder.Configuration["AzureWebJobsStorage:clientId"] is { Length: > 0 } identity)
            {
                exporter.Credential = new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(identity));
            }
        });
}

await builder.Build().RunAsync();
