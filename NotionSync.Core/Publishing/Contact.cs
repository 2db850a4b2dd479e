namespace NotionSync.Publishing;

/// <summary>Somebody outside who may be given documents.</summary>
public sealed record Contact
{
    public required string Id { get; init; }

    /// <summary>In lower case; one contact per address and tenant.</summary>
    public required string Email { get; init; }

    public string? Name { get; init; }

    public string? Company { get; init; }

    public ContactState State { get; init; }

    public IReadOnlyList<string> GroupIds { get; init; } = [];

    /// <summary>The newest version of the NDA that the contact accepted; 0: none.</summary>
    public int AcceptedNda { get; init; }

    public DateTimeOffset? AcceptedNdaAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

public enum ContactState
{
    Active,

    /// <summary>Sees what everybody sees, whatever was assigned.</summary>
    Blocked,
}

/// <summary>Contacts that are given documents together.</summary>
public sealed record ContactGroup(string Id, string Name, DateTimeOffset CreatedAt);
