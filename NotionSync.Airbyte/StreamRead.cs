using NotionSync.Notion;
using NotionSync.Streams;

namespace NotionSync.Airbyte;

/// <summary>Reads one stream to its end, waiting wherever Notion's limit says so: a process may, a function may not.</summary>
internal sealed class StreamRead(NotionClient notion, MessageWriter output, TimeProvider time)
{
    private const int RecordsPerState = 200;
    private const int MaxFailuresInARow = 5;

    private static readonly TimeSpan TimePerState = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);

    /// <returns>Why it could not be read to its end; null: it was.</returns>
    public async Task<NotionException?> RunAsync(StreamRequest request, CancellationToken cancellationToken)
    {
        var name = request.Stream.Name;
        var (failures, isRunning) = (0, false);
        var warnings = new Dictionary<string, int>();
        output.StreamStatus(name, "STARTED");

        while (true)
        {
            var reading = new StreamReading(notion, request);
            var (unstated, lastState) = (0, time.GetTimestamp());
            NotionException failure;

            try
            {
                await foreach (var step in reading.ReadAsync(cancellationToken))
                {
                    failures = 0;

                    if (step.IsRecord)
                    {
                        if (!isRunning)
                        {
                            isRunning = true;
                            output.StreamStatus(name, "RUNNING");
                        }

                        output.Record(name, step.Record.Span);
                        unstated++;
                    }

                    // Also where nothing is brought for a while: who is killed then goes on from there, and a platform sees that it goes on.
                    if (unstated >= RecordsPerState || time.GetElapsedTime(lastState) >= TimePerState)
                    {
                        output.State(name, reading.State, unstated);
                        (unstated, lastState) = (0, time.GetTimestamp());
                        await output.FlushAsync(cancellationToken);
                    }

                    await output.FlushIfFullAsync(cancellationToken);
                }

                output.State(name, reading.State, unstated);
                Add(warnings, reading.Warnings);
                Warn(name, warnings);
                output.StreamStatus(name, "COMPLETE");
                await output.FlushAsync(cancellationToken);
                return null;
            }
            catch (NotionException exception)
            {
                failure = exception;
            }

            output.State(name, reading.State, unstated);
            Add(warnings, reading.Warnings);
            failures += failure.Error == NotionError.RateLimited ? 0 : 1;

            if (!StreamFailure.IsTransient(failure) || failures >= MaxFailuresInARow)
            {
                Warn(name, warnings);
                output.StreamStatus(name, "INCOMPLETE");
                await output.FlushAsync(cancellationToken);
                return failure;
            }

            // Limits do not count as failures: such a read goes on until it is through.
            var pause = failure.RetryAfter > TimeSpan.Zero ? failure.RetryAfter : FirstPause * (1 << failures);
            output.Log(failure.Error == NotionError.RateLimited ? "INFO" : "WARN", $"{name}: going on in {Math.Ceiling(pause.TotalSeconds)} s ({StreamFailure.CodeOf(failure)}).");
            await output.FlushAsync(cancellationToken);
            await Task.Delay(pause, time, cancellationToken);
            request = request with { State = reading.State };
        }
    }

    private void Warn(string stream, Dictionary<string, int> warnings)
    {
        foreach (var (code, count) in warnings)
        {
            output.Log("WARN", $"{stream}: {code} ({count} times).");
        }
    }

    private static void Add(Dictionary<string, int> sum, IReadOnlyDictionary<string, int> more)
    {
        foreach (var (code, count) in more)
        {
            sum[code] = sum.GetValueOrDefault(code) + count;
        }
    }
}
