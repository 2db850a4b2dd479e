using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using NotionSync.Telemetry;

namespace NotionSync;

/// <summary>Reads the messages of queues.</summary>
internal static partial class MessageReader
{
    /// <exception cref="JsonException">It is none of ours.</exception>
    public static T Read<T>(string message, JsonTypeInfo<T> type)
        where T : class
        => JsonSerializer.Deserialize(message, type) ?? throw new JsonException("The message is null.");

    /// <summary>Works off a message that was given up. One that cannot be read never can: it is named in the log and goes.</summary>
    public static Task GiveUpAsync<T>(string queue, string message, JsonTypeInfo<T> type, Func<T, Task> giveUp, ILogger logger)
        where T : class
        => MessageTrace.RunAsync(queue, message, async () =>
        {
            T read;

            try
            {
                read = Read(message, type);
            }
            catch (JsonException exception)
            {
                Log.Unreadable(logger, exception, message.Length, queue);
                return;
            }

            await giveUp(read);
        });

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Dropped a message of {Length} characters of {Queue} that is not one of ours.")]
        public static partial void Unreadable(ILogger logger, Exception exception, int length, string queue);
    }
}
