namespace NotionSync.Health;

/// <summary>Something that the app cannot do its work without. Never Notion: its outages are not ours.</summary>
public interface IReadinessCheck
{
    /// <summary>As the answer of <c>/health/ready</c> names it.</summary>
    string Name { get; }

    /// <exception cref="Exception">It cannot be used now; the message goes to the log, not to the caller.</exception>
    Task CheckAsync(CancellationToken cancellationToken);
}
