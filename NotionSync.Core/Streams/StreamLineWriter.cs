using System.IO.Pipelines;
using NotionSync.Notion;

namespace NotionSync.Streams;

/// <summary>
/// Writes a read as newline-delimited JSON while it goes: records, now and then a state, and at last a line that says why
/// it ended. Whoever loses the connection goes on from the last state that arrived.
/// </summary>
public sealed class StreamLineWriter(TimeProvider time)
{
    private const int FlushBytes = 64 * 1024;
    private const int RecordsPerState = 200;

    private static readonly TimeSpan TimePerState = TimeSpan.FromSeconds(5);

    /// <exception cref="NotionException">Nothing was written yet; later failures become the last line.</exception>
    public async Task WriteAsync(StreamReading reading, string stream, StreamBounds bounds, PipeWriter output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(bounds);
        ArgumentNullException.ThrowIfNull(output);

        var started = time.GetTimestamp();
        var (records, bytes, unstated, lastState, isOut) = (0, 0L, 0, started, false);
        var reason = "complete";
        NotionException? failure = null;

        try
        {
            await foreach (var step in reading.ReadAsync(cancellationToken))
            {
                if (step.IsRecord)
                {
                    RecordLine.Write(output, stream, step.Record.Span);
                    (records, unstated, bytes) = (records + 1, unstated + 1, bytes + step.Record.Length);
                }

                // Also where nothing is brought for a while: the way through a big workspace is worth keeping.
                if (unstated >= RecordsPerState || time.GetElapsedTime(lastState) >= TimePerState)
                {
                    WriteState(output, stream, reading);
                    (unstated, lastState) = (0, time.GetTimestamp());
                }

                if (output.UnflushedBytes >= FlushBytes || unstated == 0 && output.UnflushedBytes > 0)
                {
                    isOut = true;
                    await output.FlushAsync(cancellationToken);
                }

                if (records >= bounds.MaxRecords || bytes >= bounds.MaxBytes || time.GetElapsedTime(started) >= bounds.MaxTime)
                {
                    reason = "limit";
                    break;
                }
            }
        }
        catch (NotionException exception) when (isOut || records > 0)
        {
            failure = exception;
            reason = exception.Error == NotionError.RateLimited ? "throttled" : "failed";
        }

        WriteState(output, stream, reading);
        RecordLine.Write(output, json =>
        {
            json.WriteString("type", "end");
            json.WriteString("stream", stream);
            json.WriteString("reason", reason);
            json.WriteNumber("records", records);

            if (failure is not null)
            {
                json.WriteString("error", StreamFailure.CodeOf(failure));
                json.WriteNumber("retryAfterSeconds", Math.Ceiling(failure.RetryAfter.TotalSeconds));
            }

            json.WriteStartObject("warnings");

            foreach (var (code, count) in reading.Warnings)
            {
                json.WriteNumber(code, count);
            }

            json.WriteEndObject();
        });

        await output.FlushAsync(cancellationToken);
    }

    private static void WriteState(PipeWriter output, string stream, StreamReading reading)
        => RecordLine.Write(output, json =>
        {
            json.WriteString("type", "state");
            json.WriteString("stream", stream);
            json.WritePropertyName("state");
            reading.State.ToJson().WriteTo(json);
        });
}
