using System.Text.RegularExpressions;

namespace NotionSync.LocalHost.Functions;

/// <summary>Fills in <c>%Setting%</c> in schedules, queue names and routes.</summary>
internal static partial class SettingNames
{
    /// <param name="text">Names settings either way: <c>%Sync__Schedule%</c> or <c>%Sync:Schedule%</c>.</param>
    /// <exception cref="StartupException">A setting is missing.</exception>
    public static string Resolve(string text, IConfiguration configuration, FunctionDefinition function)
        => Placeholder().Replace(text, (match) =>
        {
            var name = match.Groups["name"].Value;

            return configuration[name.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal)]
                ?? throw new StartupException(
                    $"The function {function.Name} needs the setting {name}. Set it in the environment or in local.settings.json.");
        });

    [GeneratedRegex("%(?<name>[^%]+)%", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
