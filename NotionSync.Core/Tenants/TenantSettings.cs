namespace NotionSync.Tenants;

/// <summary>What a tenant decided for all its documents. A tenant that never decided anything has the defaults.</summary>
public sealed record TenantSettings
{
    /// <summary>What becomes of a change that a sync brings to a document that is not internal.</summary>
    public PublishChanges PublishChanges { get; init; } = PublishChanges.AfterReview;

    /// <summary>What visitors see of a document whose page is gone, or whose connection was ended.</summary>
    public AbsentSources AbsentSources { get; init; } = AbsentSources.Keep;

    /// <summary>How many versions of a document are kept, from 1 to 1,000. The one that is shown and one that waits are kept always.</summary>
    public int KeepVersions { get; init; } = 50;

    /// <summary>Versions older than this many days are removed, from 1 to 36,500; <see langword="null"/>: age does not count.</summary>
    public int? KeepVersionsForDays { get; init; }

    /// <summary>The newest version of the NDA; 0: there is none, and nobody sees what asks for one.</summary>
    public int NdaVersion { get; init; }

    /// <summary>The oldest version of the NDA whose acceptance is enough.</summary>
    public int NdaRequiredVersion { get; init; }
}

public enum PublishChanges
{
    AfterReview,
    Automatically,
}

public enum AbsentSources
{
    Keep,
    Hide,
}
