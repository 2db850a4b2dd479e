using Microsoft.Extensions.Options;

namespace NotionSync.Publishing;

/// <summary>Limits of the public routes; section <c>Gate</c>.</summary>
public sealed class GateOptions
{
    /// <summary>Requests of one client (address) a minute, per instance of the app; 0: no limit.</summary>
    public int RequestsPerMinute { get; set; } = 600;

    /// <summary>Of these, access requests and exchanges of links; 0: no limit.</summary>
    public int FormsPerMinute { get; set; } = 10;

    /// <summary>
    /// What is refused as not found takes a multiple of this many milliseconds, so that the time does not tell whether it
    /// exists; 0 to 10,000, 0 only in tests.
    /// </summary>
    public int RefusalMilliseconds { get; set; } = 100;
}

internal sealed class GateOptionsValidator : IValidateOptions<GateOptions>
{
    public ValidateOptionsResult Validate(string? name, GateOptions options)
        => options.RequestsPerMinute < 0 || options.FormsPerMinute < 0 ? ValidateOptionsResult.Fail("Gate__RequestsPerMinute and Gate__FormsPerMinute must not be negative.")
            : options.RefusalMilliseconds is < 0 or > 10_000 ? ValidateOptionsResult.Fail("Gate__RefusalMilliseconds must be a number from 0 to 10000.")
            : ValidateOptionsResult.Success;
}
