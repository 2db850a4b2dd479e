namespace NotionSync.Events;

/// <summary>One event on its way to the product's back end, and what became of it.</summary>
public sealed record EventDelivery
{
    public required string TenantId { get; init; }

    /// <summary>The event's id, sent as <c>webhook-id</c> with every attempt.</summary>
    public required string Id { get; init; }

    public required string Type { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required EventDeliveryState State { get; init; }

    /// <summary>What is sent: JSON, less than 32 KiB.</summary>
    public required string Body { get; init; }

    /// <summary>Attempts begun since it was made or last sent again by hand.</summary>
    public int Attempts { get; init; }

    public DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>When the next attempt is made; <see langword="null"/>: none is, or it is due now.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>What the receiver answered last; <see langword="null"/>: nothing.</summary>
    public int? LastStatus { get; init; }

    /// <summary>Why the last attempt failed, in a sentence without anything of the receiver's answer.</summary>
    public string? LastError { get; init; }

    /// <summary>The store's mark of this state.</summary>
    public string? ETag { get; init; }
}

public enum EventDeliveryState
{
    /// <summary>To be sent, for the first time or again.</summary>
    Pending,

    /// <summary>The receiver took it.</summary>
    Delivered,

    /// <summary>Given up; it can be sent again by hand.</summary>
    Dead,
}
