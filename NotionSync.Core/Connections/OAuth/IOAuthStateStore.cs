namespace NotionSync.Connections.OAuth;

/// <summary>Where it is kept what a browser on its way through Notion's consent page belongs to.</summary>
public interface IOAuthStateStore
{
    Task AddAsync(OAuthState state, CancellationToken cancellationToken);

    /// <summary>Takes a state out. Of any number of callers at once, one gets it.</summary>
    /// <returns>Null: there is none, or it was taken already.</returns>
    Task<OAuthState?> TryTakeAsync(string hash, CancellationToken cancellationToken);

    /// <summary>Removes those that ran out before a moment.</summary>
    Task RemoveExpiredAsync(DateTimeOffset before, CancellationToken cancellationToken);
}

/// <summary>What one authorisation is bound to.</summary>
/// <param name="Hash">SHA-256 of the state's 256 bits; the state itself is kept nowhere.</param>
/// <param name="ClientId">The Notion app that the user was sent to.</param>
/// <param name="ConnectionId">The connection to authorise anew; null for a new one.</param>
public sealed record OAuthState(
    string Hash,
    string TenantId,
    string UserId,
    string ClientId,
    string? ConnectionId,
    Uri? ReturnUrl,
    DateTimeOffset ExpiresAt);
