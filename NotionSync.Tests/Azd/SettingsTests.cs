using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Azd;

/// <summary>One list of settings in four places: the options classes, the README's table, the sample for a developer, and infra/.</summary>
public sealed class SettingsTests
{
    // Read by the host itself, or by its platform, not through an options class.
    private static readonly HashSet<string> OfTheHost =
    [
        "AzureWebJobsStorage", "LOCALHOST_URL", "LocalHost__MessageLeaseSeconds", "LocalHost__DrainSeconds", "OTEL_EXPORTER_OTLP_ENDPOINT",
    ];

    // What the cloud has instead of a connection string, and for its telemetry.
    private static readonly HashSet<string> OfThePlatform =
    [
        "AzureWebJobsStorage__credential", "AzureWebJobsStorage__clientId", "AzureWebJobsStorage__blobServiceUri",
        "AzureWebJobsStorage__queueServiceUri", "AzureWebJobsStorage__tableServiceUri",
        "APPLICATIONINSIGHTS_CONNECTION_STRING", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
    ];

    [Fact]
    public async Task The_settings_are_the_same_wherever_they_are_named()
    {
        var findings = Compare(Settings.OfCode(), await ReadmeAsync(), await SampleAsync(), await BicepAsync());
        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }

    [Fact]
    public void Every_options_class_is_bound_to_the_section_of_its_name()
    {
        var unbound = Settings.Unbound().ToList();
        Assert.True(unbound.Count == 0, string.Join('\n', unbound));
    }

    [Theory]
    [InlineData("code", "New__Setting", "Add a row for New__Setting")]
    [InlineData("readme", "New__Setting", "No options class")]
    [InlineData("sample", "New__Setting", "local.settings.sample.json")]
    [InlineData("bicep", "New__Setting", "infra/app/api.bicep sets New__Setting")]
    public async Task A_setting_that_only_one_place_has_is_named(string place, string key, string finding)
    {
        var places = await PlacesAsync();
        places[place][key] = "1";

        Assert.Contains(Compare(places), found => found.Contains(finding, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("readme", "Notion__RequestsPerMinute")]
    [InlineData("sample", "Notion__ApiVersion")]
    public async Task A_default_that_two_places_tell_differently_is_named(string place, string key)
    {
        var places = await PlacesAsync();
        places[place][key] = "other";

        Assert.Contains(Compare(places), finding => finding.Contains(key, StringComparison.Ordinal) && finding.Contains("other", StringComparison.Ordinal));
    }

    [Fact]
    public void A_setting_with_two_rows_is_named()
        => Assert.Contains("One__Setting", Assert.Throws<InvalidOperationException>(() => Settings.OfReadme("| `One__Setting` | none | x |\n| `One__Setting` | none | y |")).Message, StringComparison.Ordinal);

    private static async Task<Dictionary<string, Dictionary<string, string?>>> PlacesAsync() => new()
    {
        ["code"] = Settings.OfCode(),
        ["readme"] = await ReadmeAsync(),
        ["sample"] = await SampleAsync(),
        ["bicep"] = await BicepAsync(),
    };

    private static async Task<Dictionary<string, string?>> ReadmeAsync()
        => Settings.OfReadme(await File.ReadAllTextAsync(RepositoryRoot.File("README.md")));

    private static async Task<Dictionary<string, string?>> SampleAsync()
        => Settings.OfSample(await File.ReadAllTextAsync(RepositoryRoot.File("local.settings.sample.json")));

    private static async Task<Dictionary<string, string?>> BicepAsync()
        => Settings.OfBicep(await Bicep.FileAsync(Path.Combine("app", "api.bicep")));

    private static List<string> Compare(Dictionary<string, Dictionary<string, string?>> places)
        => Compare(places["code"], places["readme"], places["sample"], places["bicep"]);

    private static List<string> Compare(
        Dictionary<string, string?> code, Dictionary<string, string?> readme, Dictionary<string, string?> sample, Dictionary<string, string?> bicep)
    {
        var known = code.Keys.Concat(OfTheHost).ToHashSet();

        return
        [
            .. known.Except(readme.Keys).Select(key => $"Add a row for {key} to the table of settings in README.md."),
            .. readme.Keys.Except(known).Select(key => $"No options class of the app has {key}: remove its row from README.md, or add the property."),
            .. sample.Keys.Except([.. known, .. readme.Keys, "FUNCTIONS_WORKER_RUNTIME"]).Select(key => $"The app has no {key}: remove it from local.settings.sample.json."),
            .. bicep.Keys.Except([.. known, .. readme.Keys, .. OfThePlatform]).Select(key => $"infra/app/api.bicep sets {key}, which the app does not have."),
            .. Differences("The default in README.md", readme, code),
            .. Differences("The value in local.settings.sample.json", sample, readme),
            .. Differences("The value in infra/app/api.bicep", bicep, readme),
        ];
    }

    private static IEnumerable<string> Differences(string what, Dictionary<string, string?> one, Dictionary<string, string?> other)
        => one.Where(pair => pair.Value is not null && other.TryGetValue(pair.Key, out var value) && value is not null && value != pair.Value)
            .Select(pair => $"{what} of {pair.Key} is '{pair.Value}', and elsewhere it is '{other[pair.Key]}'.");
}
