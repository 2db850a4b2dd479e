using System.Reflection;
using System.Text.Json;
using Azure.Storage.Queues.Models;
using NotionSync.LocalHost.Functions;

namespace NotionSync.LocalHost.Queues;

/// <summary>Turns a queue message into the arguments of a function, as the Functions worker does.</summary>
internal static class QueueBinding
{
    private static readonly Dictionary<string, Func<QueueMessage, object?>> Metadata = new(StringComparer.OrdinalIgnoreCase)
    {
        ["id"] = (message) => message.MessageId,
        ["dequeueCount"] = (message) => message.DequeueCount,
        ["popReceipt"] = (message) => message.PopReceipt,
        ["insertionTime"] = (message) => message.InsertedOn,
        ["expirationTime"] = (message) => message.ExpiresOn,
        ["nextVisibleTime"] = (message) => message.NextVisibleOn,
        ["queueTrigger"] = (message) => message.Body.ToString(),
    };

    /// <exception cref="StartupException">A parameter is neither the message, nor a token, nor of a known name.</exception>
    public static void Check(FunctionDefinition function)
    {
        foreach (var parameter in function.Method.GetParameters())
        {
            if (parameter != function.Trigger
                && parameter.ParameterType != typeof(CancellationToken)
                && !Metadata.ContainsKey(parameter.Name!))
            {
                throw new StartupException(
                    $"The function {function.Name} ({function.Place}) has a parameter {parameter.Name} that no queue message can fill. "
                    + $"These can be: the message, a CancellationToken, {string.Join(", ", Metadata.Keys)}.");
            }
        }
    }

    /// <exception cref="JsonException">The message is not the JSON that the parameter's type needs.</exception>
    public static object? Bind(FunctionDefinition function, ParameterInfo parameter, QueueMessage message)
        => parameter == function.Trigger
            ? Body(parameter.ParameterType, message)
            : Convert(Metadata[parameter.Name!](message), parameter.ParameterType);

    private static object Body(Type type, QueueMessage message)
    {
        if (type == typeof(string))
        {
            return message.Body.ToString();
        }

        if (type == typeof(QueueMessage))
        {
            return message;
        }

        if (type == typeof(BinaryData))
        {
            return message.Body;
        }

        if (type == typeof(byte[]))
        {
            return message.Body.ToArray();
        }

        return JsonSerializer.Deserialize(message.Body, type, JsonSerializerOptions.Web)
            ?? throw new JsonException($"The message is null where a {type.Name} is expected.");
    }

    private static object? Convert(object? value, Type type)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;

        return value switch
        {
            null => null,
            DateTimeOffset moment when target == typeof(DateTime) => moment.UtcDateTime,
            IConvertible when target != value.GetType() => System.Convert.ChangeType(value, target, provider: null),
            _ => value,
        };
    }
}
