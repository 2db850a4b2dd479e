using Azure.Core;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NotionSync.Connections;

namespace NotionSync.Storage;

/// <summary>Registers where secrets are kept.</summary>
public static class SecretServices
{
    /// <summary>With <c>Secrets__VaultUri</c> in that Key Vault; without, encrypted in the storage account.</summary>
    public static IServiceCollection AddSecretStore(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SecretsOptions>().Bind(configuration.GetSection("Secrets")).PostConfigure(options =>
        {
            // A setting that is there but empty means the default, as one that is missing.
            options.KeyRingFolder = options.KeyRingFolder is { Length: > 0 } folder ? folder : new SecretsOptions().KeyRingFolder;
        });
        services.TryAddSingleton(TimeProvider.System);

        if (configuration["Secrets:VaultUri"] is not { Length: > 0 } vault)
        {
            return services.AddSingleton<ISecretStore, DataProtectionSecretStore>();
        }

        // The identity of the storage account; a developer who tries a vault over local storage has none, but is signed in.
        services.AddSingleton(provider => new SecretClient(new(vault), provider.GetService<TokenCredential>() ?? new DefaultAzureCredential()));
        return services.AddSingleton<ISecretStore, KeyVaultSecretStore>();
    }
}
