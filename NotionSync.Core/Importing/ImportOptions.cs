using Microsoft.Extensions.Options;
using NotionSync.Importing.Fetching;

namespace NotionSync.Importing;

/// <summary>The settings under <c>Import</c>.</summary>
public sealed class ImportOptions
{
    /// <summary>Requests to Notion that one invocation spends on a page; a bigger page goes on in others.</summary>
    public int CallsPerInvocation { get; set; } = 400;

    /// <summary>Messages that fetch the rest of a big page at the same time; 1: it is not divided.</summary>
    public int PartsPerPage { get; set; } = 4;
}

/// <summary>Refuses values with which no page would be finished.</summary>
public sealed class ImportOptionsValidator : IValidateOptions<ImportOptions>
{
    public ValidateOptionsResult Validate(string? name, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = new List<string>();

        if (options.CallsPerInvocation is < 5 or > 10_000)
        {
            failures.Add("Import__CallsPerInvocation must be between 5 and 10000.");
        }

        if (options.PartsPerPage is < 1 or > PageParts.MaxParts)
        {
            failures.Add($"Import__PartsPerPage must be between 1 and {PageParts.MaxParts}.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
