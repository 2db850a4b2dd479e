using NotionSync.Connections;

namespace NotionSync.Streams;

/// <summary>Reads streams through a connection.</summary>
public sealed class StreamService(ConnectionService connections)
{
    /// <summary>The streams of a connection: the same for all.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task<IReadOnlyList<StreamDefinition>> DiscoverAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
    {
        await connections.GetAsync(tenantId, connectionId, cancellationToken);
        return StreamCatalogue.All;
    }

    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    /// <exception cref="Notion.NotionException">The connection has no secret any more.</exception>
    public async Task<StreamReading> OpenAsync(string tenantId, string connectionId, StreamRequest request, CancellationToken cancellationToken)
    {
        var connection = await connections.GetAsync(tenantId, connectionId, cancellationToken);
        return new(await connections.OpenAsync(connection, cancellationToken), request);
    }

    /// <summary>Checks what was asked for, for every way in.</summary>
    /// <exception cref="ProblemException"><c>unknown_stream</c>, <c>not_incremental</c>, <c>invalid_request</c>.</exception>
    public static StreamRequest Check(string stream, StreamMode mode, DateTimeOffset? startDate, StreamState? state, int? blockDepth, bool blockComments)
    {
        var definition = StreamCatalogue.Get(stream);

        if (mode == StreamMode.Incremental && !definition.IsIncremental)
        {
            throw new ProblemException(ProblemKind.Unprocessable, "not_incremental", $"The stream {stream} can only be read in full.");
        }

        if (blockDepth is < 1 or > StreamRequest.MaxBlockDepth)
        {
            throw new ProblemException(ProblemKind.Invalid, "invalid_request", $"blockDepth must be a number from 1 to {StreamRequest.MaxBlockDepth}.");
        }

        return new(definition, mode)
        {
            StartDate = startDate,
            State = state,
            BlockDepth = blockDepth ?? StreamRequest.DefaultBlockDepth,
            BlockComments = blockComments,
        };
    }
}
