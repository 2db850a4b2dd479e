namespace NotionSync.Tests.Infrastructure;

/// <summary>Gives a test class the test run's Azurite: <c>IClassFixture&lt;SharedAzurite&gt;</c>.</summary>
public sealed class SharedAzurite : IAsyncLifetime
{
    public string ConnectionString { get; private set; } = string.Empty;

    /// <summary>A queue, container or table name that no other test has: letters and digits only, at most 24 characters.</summary>
    public static string UniqueName(string prefix) => $"{prefix}{Guid.NewGuid():N}"[..24];

    public async Task InitializeAsync() => ConnectionString = (await Azurite.SharedAsync()).ConnectionString;

    // The instance lives as long as the test run.
    public Task DisposeAsync() => Task.CompletedTask;
}
