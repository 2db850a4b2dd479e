using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace NotionSync.Http;

/// <summary>Registers what every HTTP function passes through.</summary>
public static class HttpServices
{
    public static IServiceCollection AddApiEndpoint(this IServiceCollection services)
    {
        // Named one by one: no setting may reach AuthOptions.TrustPrincipalHeader.
        services.AddOptions<AuthOptions>().Configure<IConfiguration>((options, configuration) =>
        {
            options.TenantClaim = Setting(configuration, "Auth:TenantClaim") ?? options.TenantClaim;
            options.RoleClaim = Setting(configuration, "Auth:RoleClaim") ?? options.RoleClaim;
        });

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<PrincipalTrust>();
        services.AddHostedService(provider => provider.GetRequiredService<PrincipalTrust>());
        services.AddSingleton<PrincipalReader>();
        services.AddSingleton<ApiEndpoint>();
        services.AddSingleton<RateLimits>();
        services.AddSingleton<PublicEndpoint>();
        services.AddSingleton(_ => new PanelFiles());

        return services;
    }

    private static string? Setting(IConfiguration configuration, string key) => configuration[key] is { Length: > 0 } value ? value : null;
}
