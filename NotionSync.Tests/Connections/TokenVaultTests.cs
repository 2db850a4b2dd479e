using System.Collections.Concurrent;
using NotionSync.Connections;
using NotionSync.Connections.OAuth;

namespace NotionSync.Tests.Connections;

/// <summary>Secrets that were read stay in memory for a moment, and not a moment longer than they are good.</summary>
public sealed class TokenVaultTests
{
    private readonly Secrets _secrets = new();
    private readonly Clock _clock = new();
    private readonly TokenVault _vault;

    public TokenVaultTests() => _vault = new(_secrets, _clock);

    [Fact]
    public async Task A_secret_is_read_once_in_thirty_seconds()
    {
        await _vault.SetTokenAsync(Of("a"), "one", default);

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("one", await _vault.RecallTokenAsync(Of("a"), default));
        }

        Assert.Equal(1, _secrets.Reads);

        // Replaced by another process.
        _secrets.Stored["a"] = "two";
        _clock.Seconds = 29;
        Assert.Equal("one", await _vault.RecallTokenAsync(Of("a"), default));
        _clock.Seconds = 31;
        Assert.Equal("two", await _vault.RecallTokenAsync(Of("a"), default));
    }

    [Fact]
    public async Task What_is_replaced_or_deleted_here_is_forgotten_at_once()
    {
        await _vault.SetTokenAsync(Of("a"), "one", default);
        Assert.Equal("one", await _vault.RecallTokenAsync(Of("a"), default));

        await _vault.SetTokenAsync(Of("a"), "two", default);
        Assert.Equal("two", await _vault.RecallTokenAsync(Of("a"), default));

        await _vault.DeleteAsync(Of("a"), default);
        Assert.Null(await _vault.RecallTokenAsync(Of("a"), default));
    }

    [Fact]
    public async Task What_is_looked_up_is_remembered_instead_of_what_was_known()
    {
        await _vault.SetTokensAsync(Of("a"), new("app", "one", "r1"), default);
        Assert.Equal("one", (await _vault.RecallTokensAsync(Of("a"), default))!.AccessToken);
        await new TokenVault(_secrets, _clock).SetTokensAsync(Of("a"), new("app", "two", "r2"), default);

        Assert.Equal("two", (await _vault.FindTokensAsync(Of("a"), default))!.AccessToken);
        Assert.Equal("two", (await _vault.RecallTokensAsync(Of("a"), default))!.AccessToken);
    }

    [Fact]
    public async Task What_was_read_while_it_was_deleted_is_not_remembered()
    {
        await _vault.SetTokenAsync(Of("a"), "one", default);
        _secrets.Pause = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = _vault.RecallTokenAsync(Of("a"), default);
        await _vault.DeleteAsync(Of("a"), default);
        _secrets.Pause.SetResult();
        await reading;

        Assert.Null(await _vault.RecallTokenAsync(Of("a"), default));
    }

    private static Connection Of(string secret) => new()
    {
        TenantId = "t",
        Id = "c",
        Provider = ConnectionProvider.Token,
        Status = ConnectionStatus.Active,
        Workspace = new(null, null, null),
        Generation = 1,
        CreatedAt = default,
        AutoSync = new(Enabled: false, IntervalHours: 24),
        SecretName = secret,
    };

    private sealed class Clock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }

    private sealed class Secrets : ISecretStore
    {
        public ConcurrentDictionary<string, string> Stored { get; } = [];

        public int Reads { get; private set; }

        /// <summary>Holds up answers after the secret was looked up.</summary>
        public TaskCompletionSource? Pause { get; set; }

        public async Task<string?> FindAsync(string name, CancellationToken cancellationToken)
        {
            Reads++;
            var found = Stored.GetValueOrDefault(name);
            await (Pause?.Task ?? Task.CompletedTask);
            return found;
        }

        public Task SetAsync(string name, string value, CancellationToken cancellationToken)
        {
            Stored[name] = value;
            return Task.CompletedTask;
        }

        public Task DeleteAsync(string name, CancellationToken cancellationToken)
        {
            Stored.TryRemove(name, out _);
            return Task.CompletedTask;
        }
    }
}
