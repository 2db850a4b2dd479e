using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace NotionSync.Tests.LocalHost;

internal sealed class SecondlyFunctions(Calls calls)
{
    [Function("Secondly")]
    public void Tick([TimerTrigger("* * * * * *")] TimerInfo timer)
    {
        ArgumentNullException.ThrowIfNull(timer);
        calls.Add("tick");
    }
}

/// <summary>Reports which run this is: by what is written down of the one before.</summary>
internal sealed class CountedFunctions(Calls calls, IConfiguration configuration)
{
    [Function("Counted")]
    public async Task TickAsync([TimerTrigger("%Schedule%")] TimerInfo timer)
    {
        Assert.Null(timer.ScheduleStatus);
        var container = new BlobContainerClient(configuration["AzureWebJobsStorage"], "azure-webjobs-hosts");
        var status = await container.GetBlobClient($"timers/{configuration["Queue"]}/Counted/status").DownloadContentAsync();
        calls.Add(status.Value.Content.ToString());
    }
}

internal sealed class YearlyFunctions(Calls calls)
{
    [Function("Yearly")]
    public async Task TickAsync([TimerTrigger("0 0 0 1 1 *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.Zero, cancellationToken);
        calls.Add($"past due: {timer.IsPastDue}, last: {timer.ScheduleStatus!.Last:O}");
    }
}

internal sealed class EagerFunctions(Calls calls)
{
    [Function("Eager")]
    public void Tick([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo timer) => calls.Add($"past due: {timer.IsPastDue}");
}

/// <summary>Runs until the gate opens.</summary>
internal sealed class GatedTimerFunctions(Calls calls)
{
    [Function("GatedTimer")]
    public async Task TickAsync([TimerTrigger("00:00:00.100")] TimerInfo timer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        calls.Add("began");
        await calls.Gate.Task.WaitAsync(cancellationToken);
        calls.Add("ended");
    }
}
