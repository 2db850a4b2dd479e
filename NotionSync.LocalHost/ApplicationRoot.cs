using System.Text.Json;
using Microsoft.Extensions.Configuration.Memory;

namespace NotionSync.LocalHost;

/// <summary>The folder of the function app: it holds host.json and, on a developer's machine, local.settings.json.</summary>
internal static class ApplicationRoot
{
    public const string HostFile = "host.json";
    private const string SettingsFile = "local.settings.json";
    private const string SolutionFile = "NotionSync.slnx";

    /// <summary>
    /// The nearest folder with host.json, from the current one upwards; else the checkout that this program was built in;
    /// else the program's own folder, where the build puts a copy of host.json.
    /// </summary>
    public static string Find()
        => FindUpwards(Environment.CurrentDirectory, HostFile)
            ?? FindUpwards(AppContext.BaseDirectory, SolutionFile)
            ?? AppContext.BaseDirectory;

    /// <summary>The <c>Values</c> of local.settings.json as a configuration source, empty where there is no such file.</summary>
    /// <exception cref="StartupException">The file cannot be read as JSON.</exception>
    public static MemoryConfigurationSource LocalSettings(string folder)
    {
        var path = Path.Combine(folder, SettingsFile);

        if (!File.Exists(path))
        {
            return new();
        }

        try
        {
            using var file = File.OpenRead(path);
            using var settings = JsonDocument.Parse(file, new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });

            return new()
            {
                InitialData = settings.RootElement.TryGetProperty("Values", out var values)
                    ? [.. values.EnumerateObject().Select((value) => KeyValuePair.Create(Key(value.Name), (string?)value.Value.ToString()))]
                    : [],
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new StartupException($"{path} is not what is expected, a JSON object with an object \"Values\": {exception.Message}", exception);
        }
    }

    private static string Key(string name) => name.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);

    private static string? FindUpwards(string start, string file)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, file)))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
