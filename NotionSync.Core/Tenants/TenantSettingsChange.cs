namespace NotionSync.Tenants;

/// <summary>What somebody changes of the settings; a null leaves a setting as it is.</summary>
/// <param name="KeepVersionsForDays">0: age does not count any more.</param>
public sealed record TenantSettingsChange(
    PublishChanges? PublishChanges = null,
    AbsentSources? AbsentSources = null,
    int? KeepVersions = null,
    int? KeepVersionsForDays = null)
{
    internal TenantSettings ApplyTo(TenantSettings settings)
    {
        Require(KeepVersions is null or (>= 1 and <= 1000), "keepVersions", "1 to 1000");
        Require(KeepVersionsForDays is null or (>= 0 and <= 36_500), "keepVersionsForDays", "0 to 36500");

        return settings with
        {
            PublishChanges = PublishChanges ?? settings.PublishChanges,
            AbsentSources = AbsentSources ?? settings.AbsentSources,
            KeepVersions = KeepVersions ?? settings.KeepVersions,
            KeepVersionsForDays = KeepVersionsForDays is { } days ? (days == 0 ? null : days) : settings.KeepVersionsForDays,
        };
    }

    private static void Require(bool holds, string name, string range)
    {
        if (!holds)
        {
            throw new ProblemException(ProblemKind.Invalid, "invalid_request", $"{name} must be a number from {range}.");
        }
    }
}
