namespace NotionSync.Emulator.Nango;

/// <summary>All connections of the environment, in the order in which they were made.</summary>
internal sealed class NangoConnections
{
    private readonly Lock _gate = new();
    private readonly List<NangoConnection> _connections = [];
    private int _last;

    public NangoConnection? Find(string id)
    {
        lock (_gate)
        {
            return _connections.Find(connection => connection.Id == id);
        }
    }

    public NangoConnection Add(string id, string integration, DateTimeOffset now)
    {
        lock (_gate)
        {
            var connection = new NangoConnection(++_last, id, integration, now);
            _connections.Add(connection);
            return connection;
        }
    }

    public bool Remove(string id)
    {
        lock (_gate)
        {
            return _connections.RemoveAll(connection => connection.Id == id) > 0;
        }
    }

    public IReadOnlyList<NangoConnection> All()
    {
        lock (_gate)
        {
            return [.. _connections];
        }
    }
}
