using Microsoft.Extensions.Options;

namespace NotionSync.Syncing;

/// <summary>The settings under <c>Sync</c>. The timer's own schedule, <c>Sync__Schedule</c>, is read by the host.</summary>
public sealed class SyncOptions
{
    /// <summary>The intervals that a tenant may choose, in hours.</summary>
    public static readonly IReadOnlyList<int> AllowedIntervalHours = [1, 3, 4, 6, 12, 24];

    /// <summary>Hours between two syncs of a connection for which nobody chose anything else.</summary>
    public int DefaultIntervalHours { get; set; } = 4;

    /// <summary>Days between two walks over everything, which find edits that do not move a page's time; 0 means none.</summary>
    public int ReconcileIntervalDays { get; set; } = 7;
}

/// <summary>Refuses settings that nobody can have meant.</summary>
public sealed class SyncOptionsValidator : IValidateOptions<SyncOptions>
{
    public ValidateOptionsResult Validate(string? name, SyncOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);

        if (!SyncOptions.AllowedIntervalHours.Contains(options.DefaultIntervalHours))
        {
            return ValidateOptionsResult.Fail($"Sync__DefaultIntervalHours must be one of {string.Join(", ", SyncOptions.AllowedIntervalHours)}.");
        }

        return options.ReconcileIntervalDays is < 0 or > 365
            ? ValidateOptionsResult.Fail("Sync__ReconcileIntervalDays must be between 0 (never) and 365.")
            : ValidateOptionsResult.Success;
    }
}
