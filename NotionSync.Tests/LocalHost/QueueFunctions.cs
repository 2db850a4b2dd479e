using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;

namespace NotionSync.Tests.LocalHost;

internal sealed record Parcel(string Name, int Weight);

internal sealed class TextFunctions(Calls calls)
{
    [Function("Text")]
    public void Receive([QueueTrigger("%Queue%")] string text) => calls.Add(text);
}

internal sealed class ParcelFunctions(Calls calls)
{
    [Function("Parcel")]
    public async Task ReceiveAsync([QueueTrigger("%Queue%")] Parcel parcel, int dequeueCount, string id, DateTimeOffset insertionTime)
    {
        await Task.Yield();
        calls.Add($"{parcel.Name} {parcel.Weight} {dequeueCount} {id.Length} {insertionTime != default}");
    }
}

internal sealed class MessageFunctions(Calls calls)
{
    [Function("Message")]
    public ValueTask ReceiveAsync([QueueTrigger("%Queue%")] QueueMessage message)
    {
        calls.Add(message.Body.ToString());
        return ValueTask.CompletedTask;
    }
}

internal sealed class BinaryFunctions(Calls calls)
{
    [Function("Binary")]
    public void Receive([QueueTrigger("%Queue%")] BinaryData message) => calls.Add(message.ToString());
}

internal sealed class FailingFunctions(Calls calls)
{
    [Function("Failing")]
    public void Receive([QueueTrigger("%Queue%")] string text, int dequeueCount)
    {
        calls.Add($"{text} {dequeueCount}");
        throw new InvalidOperationException("As the test wants.");
    }
}

/// <summary>Waits for the gate, and says what became of it.</summary>
internal sealed class GatedFunctions(Calls calls)
{
    [Function("Gated")]
    public async Task ReceiveAsync([QueueTrigger("%Queue%")] string text, int dequeueCount, CancellationToken cancellationToken)
    {
        calls.Add($"began {text} {dequeueCount}");

        try
        {
            await calls.Gate.Task.WaitAsync(cancellationToken);
            calls.Add($"ended {text}");
        }
        catch (OperationCanceledException)
        {
            calls.Add($"cancelled {text}");
            throw;
        }
    }
}

internal sealed class PoisonFunctions(Calls calls)
{
    [Function("Poison")]
    public void Receive([QueueTrigger("%Queue%-poison")] string text) => calls.Add($"poison {text}");
}
