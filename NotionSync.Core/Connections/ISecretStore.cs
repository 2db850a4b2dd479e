namespace NotionSync.Connections;

/// <summary>Where tokens are kept, encrypted; never in a table, a log or a message.</summary>
public interface ISecretStore
{
    Task<string?> FindAsync(string name, CancellationToken cancellationToken);

    Task SetAsync(string name, string value, CancellationToken cancellationToken);

    /// <summary>Deletes the secret. Deleting one that is not there is fine.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);
}
