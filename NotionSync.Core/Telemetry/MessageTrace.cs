using System.Buffers;
using System.Diagnostics;
using System.Text.Json;

namespace NotionSync.Telemetry;

/// <summary>
/// Carries the trace from whoever sends a message to whoever works it off: a member <c>traceparent</c> of the message's
/// JSON object (https://www.w3.org/TR/trace-context/#traceparent-header). Messages know nothing of it, and one without it
/// starts a trace of its own.
/// </summary>
public static class MessageTrace
{
    private const string Member = "traceparent";
    private const string PoisonSuffix = "-poison";

    /// <summary>Adds the current trace to a message, an object in JSON.</summary>
    public static ReadOnlyMemory<byte> Add(ReadOnlyMemory<byte> json)
    {
        if (Parent() is not { } parent)
        {
            return json;
        }

        var message = new ArrayBufferWriter<byte>(json.Length + 80);
        using var writer = new Utf8JsonWriter(message, new() { SkipValidation = true });
        using var document = JsonDocument.Parse(json);

        writer.WriteStartObject();

        foreach (var member in document.RootElement.EnumerateObject())
        {
            member.WriteTo(writer);
        }

        writer.WriteString(Member, $"00-{parent.TraceId}-{parent.SpanId}-{(parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? "01" : "00")}");
        writer.WriteEndObject();
        writer.Flush();
        return message.WrittenMemory;
    }

    /// <summary>Works off a message within the trace that it carries.</summary>
    /// <exception cref="Exception">What <paramref name="handle"/> throws.</exception>
    public static async Task RunAsync(string queue, string message, Func<Task> handle)
    {
        if (queue.EndsWith(PoisonSuffix, StringComparison.Ordinal))
        {
            AppMetrics.GaveUp(queue[..^PoisonSuffix.Length]);
        }

        using var span = Start(queue, message);

        try
        {
            await handle();
        }
        catch (Exception exception)
        {
            span?.End(exception.GetType().Name);
            throw;
        }
    }

    private static Activity? Start(string queue, string message)
    {
        // The host may have a span of its own around this; the message's is the one that tells where the work came from.
        var host = Activity.Current?.Context;
        var parent = Read(message);

        var span = AppTracing.Source.StartActivity(
            $"process {queue}",
            ActivityKind.Consumer,
            parent ?? host ?? default,
            links: parent is not null && host is { } around ? [new(around)] : null);

        span?.SetTag("messaging.system", "azure_storage_queues");
        span?.SetTag("messaging.operation.type", "process");
        span?.SetTag("messaging.destination.name", queue);
        return span;
    }

    private static ActivityContext? Read(string message)
    {
        try
        {
            using var document = JsonDocument.Parse(message);

            return document.RootElement.ValueKind is JsonValueKind.Object
                && document.RootElement.TryGetProperty(Member, out var parent)
                && parent.ValueKind is JsonValueKind.String
                && ActivityContext.TryParse(parent.GetString(), null, isRemote: true, out var context)
                ? context
                : null;
        }
        catch (JsonException)
        {
            // Not one of ours: whoever reads it says so.
            return null;
        }
    }

    /// <summary>
    /// What a message sent now belongs to: the current span; but a message sent while another is worked off belongs to what
    /// that one does. So the messages of an import lie side by side in its trace, not each within the one before.
    /// </summary>
    private static ActivityContext? Parent()
    {
        for (var span = Activity.Current; span is not null; span = span.Parent)
        {
            if (span.Source == AppTracing.Source && span.Kind is ActivityKind.Consumer)
            {
                return span.ParentSpanId == default ? span.Context : new(span.TraceId, span.ParentSpanId, span.ActivityTraceFlags);
            }
        }

        return Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.Context : null;
    }
}
