using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace NotionSync.Publishing;

public static class PublishingServices
{
    /// <summary>Registers the gate and all that decides who may pass, and the settings under <c>Gate</c>.</summary>
    public static IServiceCollection AddPublishing(this IServiceCollection services)
    {
        services.AddOptions<GateOptions>().BindConfiguration("Gate").ValidateOnStart();
        services.AddSingleton<IValidateOptions<GateOptions>, GateOptionsValidator>();

        return services
            .AddSingleton<Contacts>()
            .AddSingleton<ContactGroups>()
            .AddSingleton<Grants>()
            .AddSingleton<Nda>()
            .AddSingleton<SigningKeys>()
            .AddSingleton<AccessLinks>()
            .AddSingleton<AccessRequests>()
            .AddSingleton<LevelChanges>()
            .AddSingleton<Gate>();
    }
}
