using NotionSync.Documents;
using NotionSync.Tenants;

namespace NotionSync.Publishing;

/// <summary>Who looks at a tenant's documents from outside, and all that decides what is shown, as of one moment.</summary>
public sealed class Visitor
{
    public required string TenantId { get; init; }

    public required TenantSettings Settings { get; init; }

    /// <summary><see langword="null"/>: anybody.</summary>
    public Contact? Contact { get; init; }

    /// <summary>The link by which the contact came.</summary>
    public string? LinkId { get; init; }

    /// <summary>Something was shown to prove who it is, valid or not: nothing of the answer is for anybody else.</summary>
    public bool ShowedCredential { get; init; }

    /// <summary>What the contact and its groups are given at this moment.</summary>
    public IReadOnlyList<Grant> Grants { get; init; } = [];

    /// <summary>How the audit log names the visitor.</summary>
    public string Actor => Contact is { } contact ? $"contact:{contact.Id}" : "anonymous";

    public bool AcceptedNda => Settings.NdaVersion > 0 && Contact is { } contact && contact.AcceptedNda >= Settings.NdaRequiredVersion;

    /// <summary>The documents above those that were looked at already.</summary>
    internal Dictionary<string, IReadOnlyList<string>> Above { get; } = [];
}
