namespace NotionSync.Connections.OAuth;

/// <summary>Lets one worker of all renew a connection's tokens: a refresh token works once.</summary>
public interface ITokenLease
{
    /// <returns>A handle to give the lease back with, or null: another worker has it.</returns>
    Task<string?> TryTakeAsync(string connectionId, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Gives it back; one that ran out and was taken by another stays theirs.</summary>
    Task ReleaseAsync(string connectionId, string handle, CancellationToken cancellationToken);
}
