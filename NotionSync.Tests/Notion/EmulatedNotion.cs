using NotionSync.Emulator;
using NotionSync.Notion;

namespace NotionSync.Tests.Notion;

/// <summary>An emulator of its own for one test, and clients to it.</summary>
internal sealed class EmulatedNotion : IAsyncDisposable
{
    private readonly EmulatorServer _emulator;
    private readonly NotionClientHost _clients;

    private EmulatedNotion(EmulatorServer emulator)
    {
        _emulator = emulator;
        _clients = new(emulator.BaseAddress);
    }

    public NotionClient Client => _clients.Client;

    public static async Task<EmulatedNotion> StartAsync(EmulatorOptions? options = null)
        => new(await EmulatorServer.StartAsync(options ?? new(), CancellationToken.None));

    public NotionClient Create(string token) => _clients.Create(token);

    public async ValueTask DisposeAsync()
    {
        await _clients.DisposeAsync();
        await _emulator.DisposeAsync();
    }
}
