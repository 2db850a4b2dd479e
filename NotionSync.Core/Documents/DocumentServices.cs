using Microsoft.Extensions.DependencyInjection;
using NotionSync.Auditing;
using NotionSync.Tenants;

namespace NotionSync.Documents;

public static class DocumentServices
{
    public static IServiceCollection AddDocuments(this IServiceCollection services)
        => services
            .AddSingleton<AuditLog>()
            .AddSingleton<TenantSettingsService>()
            .AddSingleton<DocumentSearch>()
            .AddSingleton<DocumentLibrary>()
            .AddSingleton<DocumentVersions>()
            .AddSingleton<DocumentRetention>()
            .AddSingleton<DocumentReview>()
            .AddSingleton<VersionComparer>()
            .AddSingleton<DocumentPresence>()
            .AddSingleton<DocumentWriter>();
}
