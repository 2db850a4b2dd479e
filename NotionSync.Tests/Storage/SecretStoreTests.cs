using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NotionSync.Connections;
using NotionSync.Storage;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Storage;

public sealed class SecretStoreTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>, IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _keys = new();
    private readonly BlobServiceClient _blobs = new(azurite.ConnectionString);
    private readonly string _name = $"connection-{Guid.NewGuid()}";

    private BlobContainerClient Container => _blobs.GetBlobContainerClient(DataProtectionSecretStore.ContainerName);

    public async Task InitializeAsync() => await Container.CreateIfNotExistsAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _keys.Dispose();

    [Fact]
    public async Task A_secret_is_kept_replaced_and_deleted()
    {
        var store = Store();

        Assert.Null(await store.FindAsync(_name, default));

        await store.SetAsync(_name, "first", default);
        await store.SetAsync(_name, "zwölf 🙂", default);
        Assert.Equal("zwölf 🙂", await store.FindAsync(_name, default));

        await store.DeleteAsync(_name, default);
        await store.DeleteAsync(_name, default);
        Assert.Null(await store.FindAsync(_name, default));
    }

    [Fact]
    public async Task What_is_stored_does_not_show_the_secret()
    {
        await Store().SetAsync(_name, "ntn_example", default);

        var stored = (await Container.GetBlobClient(_name).DownloadContentAsync()).Value.Content;

        Assert.DoesNotContain("ntn_example", System.Text.Encoding.Latin1.GetString(stored), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Processes_that_share_storage_and_folder_read_each_other_s_secrets()
    {
        // All begin at once with an empty folder: each may make a key of its own.
        var stores = Enumerable.Range(0, 6).Select(_ => Store()).ToList();
        await Task.WhenAll(stores.Select((store, index) => Task.Run(() => store.SetAsync($"{_name}-{index}", $"secret {index}", default))));

        foreach (var store in stores)
        {
            for (var index = 0; index < stores.Count; index++)
            {
                Assert.Equal($"secret {index}", await store.FindAsync($"{_name}-{index}", default));
            }
        }
    }

    [Fact]
    public async Task A_key_that_another_process_made_later_is_found()
    {
        var early = Store();
        await early.SetAsync(_name, "first", default);

        // The folder as it looks after the keys were changed: the new process makes and uses a key the early one never saw.
        var aside = Directory.CreateDirectory(Path.Combine(_keys.Path, "aside"));
        Move(_keys.Path, aside.FullName);
        await Store().SetAsync($"{_name}-new", "second", default);
        Move(aside.FullName, _keys.Path);

        Assert.Equal("second", await early.FindAsync($"{_name}-new", default));
        Assert.Equal("first", await early.FindAsync(_name, default));
    }

    [Fact]
    public async Task Without_its_key_a_secret_counts_as_absent_and_a_warning_says_so()
    {
        using var otherKeys = new TemporaryFolder();
        using var log = new Http.LogRecorder();
        await Store().SetAsync(_name, "secret", default);

        Assert.Null(await Store(otherKeys.Path, log).FindAsync(_name, default));
        Assert.Equal(LogLevel.Warning, Assert.Single(log.Lines).Level);
    }

    [Fact]
    public async Task A_secret_under_another_name_cannot_be_read()
    {
        await Store().SetAsync(_name, "secret", default);
        var stored = (await Container.GetBlobClient(_name).DownloadContentAsync()).Value.Content;
        await Container.GetBlobClient($"{_name}-stolen").UploadAsync(stored);

        Assert.Null(await Store().FindAsync($"{_name}-stolen", default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("../secret")]
    [InlineData("a b")]
    [InlineData("ä")]
    public async Task A_name_that_a_vault_would_refuse_is_refused(string name)
        => await Assert.ThrowsAsync<ArgumentException>(() => Store().SetAsync(name, "secret", default));

    [Fact]
    public void Only_this_user_may_look_into_the_folder_of_the_keys()
    {
        var folder = Path.Combine(_keys.Path, "new", "keys");
        Store(folder);

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        }
    }

    [Theory]
    [InlineData(null, typeof(DataProtectionSecretStore))]
    [InlineData("", typeof(DataProtectionSecretStore))]
    [InlineData("https://example.vault.azure.net/", typeof(KeyVaultSecretStore))]
    public void The_vault_setting_decides_where_secrets_are_kept(string? vaultUri, Type expected)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Secrets:VaultUri", vaultUri), new("Secrets:KeyRingFolder", _keys.Path)])
            .Build();
        using var services = new ServiceCollection().AddLogging().AddSingleton(_blobs).AddSecretStore(configuration).BuildServiceProvider();

        Assert.IsType(expected, services.GetRequiredService<ISecretStore>());
    }

    private static void Move(string from, string to)
    {
        foreach (var key in Directory.GetFiles(from, "*.xml"))
        {
            File.Move(key, Path.Combine(to, Path.GetFileName(key)));
        }
    }

    private DataProtectionSecretStore Store(string? folder = null, ILoggerProvider? log = null)
        => new(
            _blobs,
            Options.Create(new SecretsOptions { KeyRingFolder = folder ?? _keys.Path }),
            log is null
                ? NullLogger<DataProtectionSecretStore>.Instance
                : new Logger<DataProtectionSecretStore>(LoggerFactory.Create(logging => logging.AddProvider(log))));
}
