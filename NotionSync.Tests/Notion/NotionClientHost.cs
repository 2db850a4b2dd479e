using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NotionSync.Emulator;
using NotionSync.Notion;

namespace NotionSync.Tests.Notion;

/// <summary>Clients as the hosts register them, against some address on this machine.</summary>
internal sealed class NotionClientHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly Uri _address;

    public NotionClientHost(Uri address, IRequestThrottle? throttle = null, TimeProvider? time = null, params (string Key, string Value)[] settings)
    {
        _address = address;

        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Notion:BaseUrl", address.ToString()), .. settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value))])
            .Build();

        _services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton(time ?? TimeProvider.System)
            .AddSingleton(throttle ?? new UnlimitedThrottle(time ?? TimeProvider.System))
            .AddLogging()
            .AddNotion()
            .BuildServiceProvider();

        Client = Create(EmulatorOptions.SampleToken);
    }

    public NotionClient Client { get; }

    public NotionClient Create(string token) => Create(NotionCredentials.ForToken(_address, token, "connection-1"));

    public NotionClient Create(NotionCredentials credentials) => _services.GetRequiredService<NotionClientFactory>().Create(credentials);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
