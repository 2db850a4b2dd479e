using Azure.Storage.Blobs;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.LocalHost;

public sealed class TimerFunctionTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    private readonly string _name = SharedAzurite.UniqueName("timer");
    private readonly Calls _calls = new();

    [Fact]
    public async Task Two_hosts_on_one_storage_run_a_timer_once_for_both()
    {
        await using var first = await StartAsync(typeof(CountedFunctions));
        await using var second = await StartAsync(typeof(CountedFunctions));

        var runs = new List<string>();

        while (runs.Count < 6)
        {
            runs.Add(await _calls.NextAsync());
        }

        // Two runs at one due time would both follow the same run.
        Assert.Equal(runs.Distinct(), runs);
    }

    [Fact]
    public async Task A_run_does_not_begin_before_the_one_before_has_ended_in_any_host()
    {
        await using var first = await StartAsync(typeof(GatedTimerFunctions));
        await using var second = await StartAsync(typeof(GatedTimerFunctions));
        Assert.Equal("began", await _calls.NextAsync());
        await first.Http.PostAsync("/admin/functions/GatedTimer", null);

        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.Equal(0, _calls.Count);

        _calls.Gate.SetResult();
        Assert.Equal("ended", await _calls.NextAsync());
        Assert.Equal("began", await _calls.NextAsync());
    }

    [Fact]
    public async Task A_run_that_nobody_was_there_for_is_made_up_for_once()
    {
        var container = new BlobContainerClient(azurite.ConnectionString, "azure-webjobs-hosts");
        await container.CreateIfNotExistsAsync();
        await container.UploadBlobAsync(
            $"timers/{_name}/Yearly/status",
            BinaryData.FromString("""{"Last":"2020-01-01T00:00:00+00:00","Next":"2021-01-01T00:00:00+00:00","LastUpdated":"2020-01-01T00:00:00+00:00"}"""));

        await using (await StartAsync(typeof(YearlyFunctions)))
        {
            Assert.Equal("past due: True, last: 2020-01-01T00:00:00.0000000Z", await _calls.NextAsync());
        }

        // Written down: the next process has nothing to make up for, unless a year has just begun.
        await using var again = await StartAsync(typeof(YearlyFunctions));
        await again.Http.PostAsync("/admin/functions/Yearly", null);
        Assert.StartsWith("past due: False", await _calls.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_timer_that_asks_for_it_runs_when_the_host_starts()
    {
        await using var host = await StartAsync(typeof(EagerFunctions));

        Assert.Equal("past due: False", await _calls.NextAsync());
    }

    private Task<RunningHost> StartAsync(Type functions)
        => RunningHost.StartAsync(azurite.ConnectionString, _name, "{}", _calls, [functions], "Schedule=* * * * * *");
}
