using Azure;
using NotionSync.Storage;

namespace NotionSync.Tests.Storage;

public sealed class KeyVaultSecretStoreTests : IDisposable
{
    private const string Name = "connection-1";

    private readonly FakeVault _vault = new();
    private readonly KeyVaultSecretStore _store;

    public KeyVaultSecretStoreTests() => _store = new(_vault.CreateClient(), new ImpatientTime());

    public void Dispose() => _vault.Dispose();

    [Fact]
    public async Task A_secret_is_kept_replaced_and_deleted()
    {
        Assert.Null(await _store.FindAsync(Name, default));

        await _store.SetAsync(Name, "first", default);
        await _store.SetAsync(Name, "second", default);
        Assert.Equal("second", await _store.FindAsync(Name, default));

        await _store.DeleteAsync(Name, default);
        await _store.DeleteAsync(Name, default);
        Assert.Null(await _store.FindAsync(Name, default));
        Assert.Equal([Name], _vault.Deleted);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task A_deleted_name_is_recovered_and_set_again(int callsPerRecovery)
    {
        _vault.CallsPerRecovery = callsPerRecovery;
        await _store.SetAsync(Name, "first", default);
        await _store.DeleteAsync(Name, default);

        await _store.SetAsync(Name, "second", default);

        Assert.Equal("second", await _store.FindAsync(Name, default));
        Assert.Empty(_vault.Deleted);
        Assert.Contains($"POST deletedsecrets/{Name}/recover", _vault.Calls);
    }

    [Fact]
    public async Task A_name_that_never_comes_free_fails_at_last()
    {
        _vault.CallsPerRecovery = int.MaxValue;
        await _store.SetAsync(Name, "first", default);
        await _store.DeleteAsync(Name, default);

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => _store.SetAsync(Name, "second", default));

        Assert.Equal(409, failure.Status);
    }

    [Fact]
    public async Task A_bad_name_is_refused_before_the_vault_is_asked()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _store.FindAsync("a/b", default));
        Assert.Empty(_vault.Calls);
    }

    /// <summary>Waits are over at once.</summary>
    private sealed class ImpatientTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
            => base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
