using Microsoft.Extensions.Configuration.Memory;
using NotionSync;
using NotionSync.Http;
using NotionSync.LocalHost;
using NotionSync.LocalHost.Functions;
using NotionSync.LocalHost.Telemetry;
using NotionSync.Storage;

return await FunctionsHost.RunAsync(
    typeof(NotionSyncBuilder).Assembly,
    static builder =>
    {
        // The Functions host reads a timer's schedule from the app's settings and knows no defaults; infra/ sets these.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = [new("Sync:Schedule", "0 */15 * * * *"), new("Connections:ReconcileSchedule", "0 40 * * * *")],
        });
        builder.AddNotionSync();
        builder.Services.AddSingleton<IPreparation, LocalStorage>();
        SkewedTime.Use(builder);
        builder.AddLocalTelemetry();

        // In code, not by a setting: only this host knows that who reaches it sits at this machine.
        builder.Services.Configure<AuthOptions>(options => options.TrustPrincipalHeader = true);
    },
    args);
