namespace NotionSync.Streams;

/// <summary>One step of a read: a record, or just progress, at which the read may be stopped, too.</summary>
/// <param name="Record">A JSON object, on one line or several; empty: no record.</param>
public readonly record struct StreamStep(ReadOnlyMemory<byte> Record)
{
    public bool IsRecord => !Record.IsEmpty;
}
