namespace NotionSync.Streams;

/// <summary>What one read of a stream shall bring.</summary>
public sealed record StreamRequest(StreamDefinition Stream, StreamMode Mode)
{
    /// <summary>Levels of blocks when nothing else is asked for: those of Airbyte's connector.</summary>
    public const int DefaultBlockDepth = 30;

    /// <summary>The most levels of blocks that may be asked for.</summary>
    public const int MaxBlockDepth = 100;

    /// <summary>Of an incremental read: nothing that was edited before, even where no state is given.</summary>
    public DateTimeOffset? StartDate { get; init; }

    /// <summary>Where an earlier read of this stream stopped or ended.</summary>
    public StreamState? State { get; init; }

    /// <summary>Levels of blocks that are followed; a page's own are the first.</summary>
    public int BlockDepth { get; init; } = DefaultBlockDepth;

    /// <summary>Of <c>comments</c>: also those on blocks, which costs a call for each block.</summary>
    public bool BlockComments { get; init; }
}
