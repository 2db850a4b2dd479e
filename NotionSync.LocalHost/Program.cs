using NotionSync;
using NotionSync.Http;
using NotionSync.LocalHost;
using NotionSync.Storage;

return await FunctionsHost.RunAsync(
    typeof(NotionSyncBuilder).Assembly,
    static builder =>
    {
        builder.AddNotionSync();
        builder.Services.AddHostedService<LocalStorage>();

        // In code, not by a setting: only this host knows that who reaches it sits at this machine.
        builder.Services.Configure<AuthOptions>(options => options.TrustPrincipalHeader = true);
    },
    args);
