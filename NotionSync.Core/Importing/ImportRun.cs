using NotionSync.Connections;

namespace NotionSync.Importing;

/// <summary>What an item is imported for.</summary>
/// <param name="IsRepeat">The item's message was delivered before.</param>
public sealed record ImportRun(Import Import, Connection Connection, bool IsRepeat)
{
    /// <summary>The lane that the item holds.</summary>
    public int Lane { get; init; }

    /// <summary>When the run and its connection were last seen to go on, as a timestamp of the clock.</summary>
    public required long SeenAt { get; set; }
}

/// <summary>The item cannot go on now, though nothing failed: its message is put back. What was fetched is kept.</summary>
public class ImportPausedException(TimeSpan delay) : Exception("The item goes on later.")
{
    public TimeSpan Delay { get; } = delay;
}

/// <summary>The item waits for its parts, whose last one has it go on: its message is not put back.</summary>
public sealed class ImportHandedOnException() : ImportPausedException(TimeSpan.Zero);
