using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using NotionSync.Emulator.OAuth;

namespace NotionSync.Emulator.Nango;

/// <summary>The connect sessions that are open, and the trips to Notion that they began.</summary>
internal sealed class ConnectSessions(TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private readonly ConcurrentDictionary<string, ConnectSession> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConnectSession> _trips = new(StringComparer.Ordinal);

    public ConnectSession Open(string? connectionId, JsonObject tags, JsonObject? endUser, JsonObject? organization, Uri? webhookUrl)
    {
        var session = new ConnectSession(
            Consents.Secret("nango_connect_session_"), clock.GetUtcNow() + Lifetime, connectionId, tags, endUser, organization, webhookUrl);
        _sessions[session.Token] = session;
        return session;
    }

    /// <summary>The session of this token, while it is open.</summary>
    public ConnectSession? Find(string? token)
        => token is not null && _sessions.TryGetValue(token, out var session) && clock.GetUtcNow() < session.ExpiresAt ? session : null;

    public void Close(ConnectSession session) => _sessions.TryRemove(session.Token, out _);

    /// <summary>Remembers that the browser goes to Notion now.</summary>
    /// <returns>The state with which it comes back.</returns>
    public string Leave(ConnectSession session)
    {
        var state = Guid.NewGuid().ToString("D");
        _trips[state] = session;
        return state;
    }

    /// <summary>The session with which the browser left, once.</summary>
    public ConnectSession? Return(string? state)
        => state is not null && _trips.TryRemove(state, out var session) ? session : null;
}
