using Microsoft.Azure.Functions.Worker;
using NotionSync.LocalHost.Functions;

namespace NotionSync.LocalHost.Timers;

/// <summary>Makes the listener of a timer function, after checking that there can be one.</summary>
internal sealed class TimerListenerFactory(
    HostSettings settings,
    StorageConnection storage,
    FunctionRunner runner,
    TimeProvider time,
    ILoggerFactory loggers,
    IConfiguration configuration)
{
    private const string Container = "azure-webjobs-hosts";

    /// <exception cref="StartupException">A setting is missing, or the schedule or a parameter is none.</exception>
    public TimerListener Create(FunctionDefinition function, TimerTriggerAttribute trigger)
    {
        foreach (var parameter in function.Method.GetParameters())
        {
            if (parameter.ParameterType != typeof(TimerInfo) && parameter.ParameterType != typeof(CancellationToken))
            {
                throw new StartupException(
                    $"The function {function.Name} ({function.Place}) has a parameter {parameter.Name} that no timer can fill. "
                    + "A TimerInfo and a CancellationToken can be.");
            }
        }

        var logger = loggers.CreateLogger<TimerListener>();
        var path = $"timers/{settings.HostId}/{function.Name}/status";
        var store = new TimerStore(storage.Blobs().GetBlobContainerClient(Container), path, time, logger);
        var schedule = SettingNames.Resolve(trigger.Schedule, configuration, function);
        return new(function, trigger, schedule, Schedule.Parse(schedule), store, runner, time, logger);
    }
}
