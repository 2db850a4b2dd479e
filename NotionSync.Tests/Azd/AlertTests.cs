using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Azd;

/// <summary>An alert on a metric that nobody records never fires, and one without a runbook wakes somebody who cannot help.</summary>
public sealed partial class AlertTests
{
    [Fact]
    public async Task Every_alert_has_a_runbook_and_every_runbook_an_alert()
    {
        var template = await Bicep.FileAsync(Path.Combine("monitor", "alerts.bicep"));
        var alerts = template.Find("alerts").Value!.Items
            .Select(alert => alert.Properties.Single(property => property.Name == "name").Value.Text!)
            .Append(template.Find("expiringSecrets").Property("name")!.Text!);

        var runbooks = Directory.GetFiles(RepositoryRoot.File("docs", "runbooks"), "*.md").Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(alerts.Order(), runbooks.Order());
    }

    [Theory]
    [InlineData("alerts.bicep")]
    [InlineData("workbook.json")]
    public async Task Every_metric_that_is_asked_for_is_one_that_the_app_records(string file)
    {
        var text = await File.ReadAllTextAsync(RepositoryRoot.File("infra", "monitor", file));
        var asked = MetricName().Matches(text).Select(match => match.Groups["name"].Value).Distinct().ToList();

        Assert.NotEmpty(asked);
        Assert.Empty(asked.Except(Instruments()));
    }

    /// <summary>Names of all instruments under the app's own meter.</summary>
    internal static IReadOnlyCollection<string> Instruments()
    {
        var names = new HashSet<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == "NotionSync")
                {
                    names.Add(instrument.Name);
                }
            },
        };

        foreach (var type in typeof(CoreServices).Assembly.GetTypes().Where(type => type.Name.EndsWith("Metrics", StringComparison.Ordinal)))
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }

        listener.Start();
        return names;
    }

    [GeneratedRegex(@"Name == \\?[""'](?<name>[a-z_.]+)")]
    private static partial Regex MetricName();
}
