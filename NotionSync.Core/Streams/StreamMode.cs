namespace NotionSync.Streams;

/// <summary>How much of a stream a read brings.</summary>
public enum StreamMode
{
    /// <summary>Everything, whatever an earlier read brought.</summary>
    FullRefresh,

    /// <summary>What was edited since the read that the state is of; without a state, since the start date.</summary>
    Incremental,
}
