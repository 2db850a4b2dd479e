using System.Runtime.CompilerServices;
using NotionSync.Notion;

namespace NotionSync.Streams;

/// <summary>
/// One read of a stream, in constant memory: no more than an answer of Notion's on each level of blocks. It may be left
/// at any step; <see cref="State"/> then says where a later one goes on. Records come at least once.
/// </summary>
/// <remarks>Not for several threads. Throws what <see cref="NotionClient"/> throws; the state then is that of the last step.</remarks>
public sealed class StreamReading
{
    private readonly StreamRun _run;

    public StreamReading(NotionClient notion, StreamRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        _run = new(notion, request);
    }

    /// <summary>The state after the last step.</summary>
    public StreamState State => _run.ToState();

    /// <summary>What was left out or cut short, by code (<c>not_shared</c>, <c>too_deep</c>, <c>search_incomplete</c>, ...), and how often.</summary>
    public IReadOnlyDictionary<string, int> Warnings => _run.Warnings;

    /// <summary>Reads to the end. To be called once.</summary>
    public async IAsyncEnumerable<StreamStep> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var steps = _run.Request.Stream.Name switch
        {
            StreamCatalogue.Users => new UserStream(_run).ReadAsync(cancellationToken),
            StreamCatalogue.Pages => new ObjectStream(_run, "page").ReadAsync(cancellationToken),
            StreamCatalogue.DataSources => new ObjectStream(_run, "data_source").ReadAsync(cancellationToken),
            StreamCatalogue.Databases => new DatabaseStream(_run).ReadAsync(cancellationToken),
            StreamCatalogue.Blocks => new BlockStream(_run).ReadAsync(cancellationToken),
            StreamCatalogue.Comments => new CommentStream(_run).ReadAsync(cancellationToken),
            var other => throw new InvalidOperationException($"Nothing reads the stream {other}."),
        };

        await foreach (var step in steps)
        {
            yield return step;
        }

        _run.Complete();
    }
}
