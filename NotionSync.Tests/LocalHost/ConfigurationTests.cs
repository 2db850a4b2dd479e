using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NotionSync.LocalHost;
using NotionSync.LocalHost.Functions;
using NotionSync.LocalHost.Queues;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.LocalHost;

/// <summary>What the host reads before it starts, and what it refuses.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    [Theory]
    [InlineData(new[] { typeof(TextFunctions), typeof(SameNameFunctions) }, "TextFunctions.Receive and SameNameFunctions.Answer are both the function Text.")]
    [InlineData(new[] { typeof(SameRouteFunctions) }, "The functions One and Two both answer GET /api/thing.")]
    [InlineData(new[] { typeof(NoTriggerFunctions) }, "The function Idle must have one HTTP, timer or queue trigger; NoTriggerFunctions.Idle has 0.")]
    [InlineData(new[] { typeof(UnknownParameterFunctions) }, "The function Unknown (UnknownParameterFunctions.Receive) has a parameter weight that no queue message can fill.")]
    [InlineData(new[] { typeof(BadScheduleFunctions) }, "'every day' is no schedule.")]
    [InlineData(new[] { typeof(MissingSettingFunctions) }, "The function MissingSetting needs the setting Sync__Missing.")]
    [InlineData(new[] { typeof(BadQueueFunctions) }, "The function BadQueue listens to 'no_queue', which is not a queue's name")]
    [InlineData(new[] { typeof(OtherConnectionFunctions) }, "A queue trigger names the connection Elsewhere, but there is no such setting.")]
    public void A_mistake_in_a_function_is_named_before_the_host_starts(Type[] functions, string message)
        => Assert.StartsWith(message, Refusal(functions), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{ "extensions": { "queues": { "batchSize": 33 } } }""", "extensions.queues.batchSize must be 1 to 32.")]
    [InlineData("""{ "extensions": { "queues": { "messageEncoding": "rot13" } } }""", "rot13")]
    [InlineData("""{ "functionTimeout": "soon" }""", "soon")]
    [InlineData("""{ "version": """, "Could not parse the JSON file.")]
    public void A_mistake_in_host_json_is_named(string hostJson, string reason)
    {
        Write("host.json", hostJson);

        Assert.Contains(reason, Refusal([]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--AzureWebJobsStorage=nonsense", "The setting AzureWebJobsStorage is not a storage connection string")]
    [InlineData("--LOCALHOST_URL=localhost", "LOCALHOST_URL must be an address like http://127.0.0.1:7071; it is 'localhost'.")]
    public void A_mistake_in_a_setting_is_named(string argument, string message)
        => Assert.StartsWith(message, Refusal([typeof(SecondlyFunctions)], argument), StringComparison.Ordinal);

    [Fact]
    public void Local_settings_give_way_to_the_environment_and_arguments()
    {
        Write("local.settings.json", """{ "Values": { "Some__Setting": "file", "Other": "file", "Number": 3 } } // a comment""");

        using var app = Build([], "--Other=argument");

        Assert.Equal("file", app.Configuration["Some:Setting"]);
        Assert.Equal("argument", app.Configuration["Other"]);
        Assert.Equal("3", app.Configuration["Number"]);
    }

    [Fact]
    public void Local_settings_that_are_no_JSON_are_named()
    {
        Write("local.settings.json", "{");

        Assert.Contains("local.settings.json is not what is expected", Refusal([]), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_value_of_host_json_can_be_replaced_by_a_setting()
    {
        Write("host.json", """{ "extensions": { "queues": { "batchSize": 4, "newBatchThreshold": 1, "visibilityTimeout": "00:00:30" } } }""");
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("AzureFunctionsJobHost:extensions:queues:batchSize", "6")])
            .Build();

        var queues = HostSettings.Read(_root.Path, configuration).Queues;

        Assert.Equal((6, 1, TimeSpan.FromSeconds(30), 5), (queues.BatchSize, queues.Threshold, queues.VisibilityTimeout, queues.MaxDequeueCount));
    }

    [Fact]
    public void Without_host_json_the_Functions_hosts_defaults_hold()
    {
        var settings = HostSettings.Read(_root.Path, new ConfigurationBuilder().Build());

        Assert.Equal("api", settings.RoutePrefix);
        Assert.Equal(TimeSpan.FromMinutes(30), settings.FunctionTimeout);
        Assert.Equal((16, 8, MessageEncoding.Base64), (settings.Queues.BatchSize, settings.Queues.Threshold, settings.Queues.MessageEncoding));
    }

    [Fact]
    public void An_idle_queue_is_looked_at_ever_more_seldom_until_there_is_work()
    {
        var interval = new PollingInterval(TimeSpan.FromMilliseconds(700));

        Assert.Equal([100, 200, 400, 700, 700], Enumerable.Range(0, 5).Select((_) => interval.Next().TotalMilliseconds));

        interval.Reset();
        Assert.Equal(100, interval.Next().TotalMilliseconds);
    }

    public void Dispose() => _root.Dispose();

    private string Refusal(Type[] functions, params string[] args)
        => Assert.Throws<StartupException>(() =>
        {
            using var app = Build(functions, args);
            _ = app.Services.GetServices<IFunctionListener>().Count();
        }).Message;

    private Microsoft.AspNetCore.Builder.WebApplication Build(Type[] functions, params string[] args)
        => FunctionsHost.Build(
            functions,
            (builder) => builder.Services.AddSingleton<Calls>(),
            ["--Queue=a-queue", $"--AzureWebJobsScriptRoot={_root.Path}", .. args]);

    private void Write(string file, string content) => File.WriteAllText(Path.Combine(_root.Path, file), content);

    private sealed class SameNameFunctions
    {
        [Function("text")]
        public static IResult Answer([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Text(request.Method);
    }

    private sealed class SameRouteFunctions
    {
        [Function("One")]
        public static IResult First([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "thing")] HttpRequest request) => Results.Text(request.Method);

        [Function("Two")]
        public static IResult Second([HttpTrigger(AuthorizationLevel.Anonymous, "post", "GET", Route = "/thing")] HttpRequest request) => Results.Text(request.Method);
    }

    private sealed class NoTriggerFunctions
    {
        [Function("Idle")]
        public static void Idle()
        {
        }
    }

    private sealed class UnknownParameterFunctions
    {
        [Function("Unknown")]
        public static string Receive([QueueTrigger("%Queue%")] string text, int weight) => $"{text} {weight}";
    }

    private sealed class BadScheduleFunctions
    {
        [Function("BadSchedule")]
        public static void Tick([TimerTrigger("every day")] TimerInfo timer) => ArgumentNullException.ThrowIfNull(timer);
    }

    private sealed class MissingSettingFunctions
    {
        [Function("MissingSetting")]
        public static void Tick([TimerTrigger("%Sync__Missing%")] TimerInfo timer) => ArgumentNullException.ThrowIfNull(timer);
    }

    private sealed class BadQueueFunctions
    {
        [Function("BadQueue")]
        public static string Receive([QueueTrigger("no_queue")] string text) => text;
    }

    private sealed class OtherConnectionFunctions
    {
        [Function("OtherConnection")]
        public static string Receive([QueueTrigger("%Queue%", Connection = "Elsewhere")] string text) => text;
    }
}
