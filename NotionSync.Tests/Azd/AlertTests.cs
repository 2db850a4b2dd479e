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

    [Fact]
    public async Task Every_query_asks_for_tables_and_columns_that_are_documented()
    {
        var files = Directory.GetFiles(RepositoryRoot.File("docs", "runbooks"), "*.md")
            .Concat([RepositoryRoot.File("infra", "monitor", "alerts.bicep"), RepositoryRoot.File("infra", "monitor", "workbook.json")]);
        var (queries, unknown) = (0, new List<string>());

        foreach (var file in files)
        {
            foreach (var query in (await File.ReadAllLinesAsync(file)).Select(line => Query().Match(line)).Where(match => match.Success))
            {
                var columns = Columns.GetValueOrDefault(query.Groups["table"].Value, []);
                var words = Column().Matches(Text().Replace(query.Groups["rest"].Value, string.Empty)).Select(match => match.Value);
                unknown.AddRange(words.Where(word => !columns.Contains(word)).Select(word => $"{Path.GetFileName(file)}: {query.Groups["table"].Value} has no {word}"));
                queries++;
            }
        }

        Assert.True(queries > 15 && unknown.Count == 0, $"{queries} queries\n{string.Join('\n', unknown)}");
    }

    // The columns that are asked for, as Microsoft documents them for a workspace:
    // https://learn.microsoft.com/azure/azure-monitor/reference/tables/appmetrics and its neighbours.
    private static readonly Dictionary<string, string[]> Columns = new()
    {
        ["AppMetrics"] = ["ItemCount", "Max", "Min", "Name", "OperationId", "Properties", "Sum", "TimeGenerated"],
        ["AppRequests"] = ["DurationMs", "ItemCount", "Name", "OperationId", "Properties", "ResultCode", "Success", "TimeGenerated", "Url"],
        ["AppTraces"] = ["ItemCount", "Message", "OperationId", "Properties", "SeverityLevel", "TimeGenerated"],
        ["AppExceptions"] = ["ItemCount", "OperationId", "OuterMessage", "OuterType", "ProblemId", "Properties", "SeverityLevel", "TimeGenerated"],
    };

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

    // A query as it stands in Bicep, JSON or a command: it ends with its quote, and its texts have the other kind, or escaped ones.
    [GeneratedRegex("""['"](?<table>App[A-Z]\w+) \|(?<rest>.*)$""")]
    private static partial Regex Query();

    [GeneratedRegex("""\\?"[^"]*"|'[^']*'|`.*""")]
    private static partial Regex Text();

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+\b")]
    private static partial Regex Column();

    [GeneratedRegex(@"Name == \\?[""'](?<name>[a-z_.]+)")]
    private static partial Regex MetricName();
}
