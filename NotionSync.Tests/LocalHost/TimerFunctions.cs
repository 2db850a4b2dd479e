using Microsoft.Azure.Functions.Worker;

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

/// <summary>Reports which run this is: when the one before began.</summary>
internal sealed class CountedFunctions(Calls calls)
{
    [Function("Counted")]
    public void Tick([TimerTrigger("%Schedule%")] TimerInfo timer) => calls.Add($"{timer.ScheduleStatus!.Last:O}");
}

internal sealed class HourlyFunctions(Calls calls)
{
    [Function("Hourly")]
    public async Task TickAsync([TimerTrigger("0 0 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.Zero, cancellationToken);
        calls.Add($"past due: {timer.IsPastDue}");
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
