using NotionSync.Connections;

namespace NotionSync.Resources;

internal sealed record ConnectRequest
{
    public required string Kind { get; init; }

    public string? Token { get; init; }

    public string? Name { get; init; }

    /// <summary>Of kind <c>nango</c>: Nango's id of the connection.</summary>
    public string? ConnectionId { get; init; }
}

internal sealed record ConnectionResource(
    string Id,
    string? Name,
    ConnectionProvider Provider,
    ConnectionStatus Status,
    Workspace Workspace,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSyncAt,
    DateTimeOffset? NextSyncAt,
    AutoSync AutoSync)
{
    public static ConnectionResource Of(Connection connection)
        => new(
            connection.Id,
            connection.Name,
            connection.Provider,
            connection.Status,
            connection.Workspace,
            connection.CreatedAt,
            connection.LastSyncAt,
            connection.NextSyncAt,
            connection.AutoSync);
}

internal sealed record CheckResource(ConnectionStatus Status, DateTimeOffset CheckedAt, string? Detail);
