using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using NotionSync.LocalHost.Functions;

namespace NotionSync.LocalHost.Queues;

/// <summary>Makes the listener of a queue function, after checking that there can be one.</summary>
internal sealed partial class QueueListenerFactory(
    HostSettings settings,
    StorageConnection storage,
    FunctionRunner runner,
    ActivitySignal activity,
    TimeProvider time,
    ILoggerFactory loggers,
    IConfiguration configuration)
{
    private const string PoisonSuffix = "-poison";

    /// <exception cref="StartupException">A setting is missing, a parameter cannot be bound, or the name is no queue's name.</exception>
    public QueueListener Create(FunctionDefinition function, QueueTriggerAttribute trigger)
    {
        QueueBinding.Check(function);
        var name = SettingNames.Resolve(trigger.QueueName, configuration, function).ToLowerInvariant();

        if (!QueueName().IsMatch(name))
        {
            throw new StartupException(
                $"The function {function.Name} listens to '{name}', which is not a queue's name: 3 to 63 letters, digits and single dashes.");
        }

        var service = storage.Queues(trigger.Connection);
        var poisonName = name + PoisonSuffix;
        var hasPoisonQueue = !name.EndsWith(PoisonSuffix, StringComparison.Ordinal) && QueueName().IsMatch(poisonName);

        return new(
            function,
            service.GetQueueClient(name),
            hasPoisonQueue ? service.GetQueueClient(poisonName) : null,
            settings,
            runner,
            activity,
            time,
            loggers.CreateLogger<QueueListener>());
    }

    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex QueueName();
}
