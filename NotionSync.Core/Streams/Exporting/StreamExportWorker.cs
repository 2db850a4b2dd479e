using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Logging;
using NotionSync.Connections;
using NotionSync.Notion;

namespace NotionSync.Streams.Exporting;

/// <summary>
/// Works off exports. Each part is written first and then named, together with the state after it: a worker that dies, or
/// a message that comes twice, leaves a part that nothing names, and the work goes on from the last state.
/// </summary>
public sealed partial class StreamExportWorker(
    ConnectionService connections, IStreamExportStore store, IStreamExportSender sender, TimeProvider time, ILogger<StreamExportWorker> logger)
{
    private const int PartBytes = 8 * 1024 * 1024;

    // 32 GiB; the list of names must stay something that is read at each step.
    private const int MaxParts = 4096;

    // Below the ten minutes that a function may take, with room for one more answer and the writing.
    private static readonly TimeSpan LongestWork = TimeSpan.FromMinutes(4);

    public async Task HandleAsync(StreamExportMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var started = time.GetTimestamp();
        var export = await store.FindAsync(message.TenantId, message.ExportId, cancellationToken);

        while (export is { IsFinished: false })
        {
            if (export.Status == StreamExportStatus.Queued)
            {
                // Before the first part, which may take minutes: whoever looks meanwhile need not send a message again.
                export = await store.TryUpdateAsync(export with { Status = StreamExportStatus.Running }, cancellationToken)
                    ?? await store.FindAsync(message.TenantId, message.ExportId, cancellationToken);
                continue;
            }

            if (await connections.FindAsync(export.TenantId, export.ConnectionId, cancellationToken) is not { } connection || connection.Generation != export.Generation)
            {
                await EndAsync(export, StreamExportStatus.Cancelled, "connection_changed", cancellationToken);
                return;
            }

            if (!export.Streams.Any(stream => !stream.IsDone))
            {
                await EndAsync(export, StreamExportStatus.Completed, null, cancellationToken);
                return;
            }

            if (export.Parts.Count >= MaxParts)
            {
                await EndAsync(export, StreamExportStatus.Failed, "too_large", cancellationToken);
                return;
            }

            if (time.GetElapsedTime(started) > LongestWork)
            {
                await sender.SendAsync(message, TimeSpan.Zero, cancellationToken);
                return;
            }

            (var updated, var failure) = await AddPartAsync(export, connection, started, cancellationToken);

            if (updated is null)
            {
                return;
            }

            export = updated;

            if (failure is NotionRateLimitedException limited)
            {
                await sender.SendAsync(message, limited.RetryAfter, cancellationToken);
                return;
            }

            if (failure is not null)
            {
                if (StreamFailure.IsTransient(failure))
                {
                    // Comes again after a while, and after some times goes to GiveUpAsync.
                    throw failure;
                }

                await EndAsync(export, StreamExportStatus.Failed, StreamFailure.CodeOf(failure), cancellationToken);
                return;
            }
        }
    }

    /// <summary>Ends an export whose message failed too often.</summary>
    public async Task GiveUpAsync(StreamExportMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);

        if (await store.FindAsync(message.TenantId, message.ExportId, cancellationToken) is { IsFinished: false } export)
        {
            await EndAsync(export, StreamExportStatus.Failed, "notion_unavailable", cancellationToken);
        }
    }

    /// <returns>The export with the part; null: another worker, who goes on with it, or a removal was first.</returns>
    private async Task<(StreamExport? Export, NotionException? Failure)> AddPartAsync(StreamExport export, Connection connection, long started, CancellationToken cancellationToken)
    {
        var index = export.Streams.TakeWhile(stream => stream.IsDone).Count();
        var current = export.Streams[index];
        var lines = new ArrayBufferWriter<byte>(64 * 1024);
        var (records, isDone, failure) = (0L, true, (NotionException?)null);
        StreamReading? reading = null;

        try
        {
            reading = new(await connections.OpenAsync(connection, cancellationToken), new(StreamCatalogue.Get(current.Name), current.Mode)
            {
                StartDate = export.StartDate,
                State = current.State,
                BlockDepth = export.BlockDepth,
                BlockComments = export.BlockComments,
            });

            await foreach (var step in reading.ReadAsync(cancellationToken))
            {
                if (step.IsRecord)
                {
                    RecordLine.Write(lines, current.Name, step.Record.Span);
                    records++;
                }

                if (lines.WrittenCount >= PartBytes || time.GetElapsedTime(started) > LongestWork)
                {
                    isDone = false;
                    break;
                }
            }
        }
        catch (NotionException exception)
        {
            (failure, isDone) = (exception, false);
        }

        // A name of its own for each try: what another worker wrote is never overwritten.
        var part = string.Create(CultureInfo.InvariantCulture, $"{export.Parts.Count:d6}-{Guid.NewGuid():N}.ndjson");

        if (lines.WrittenCount > 0)
        {
            await store.WritePartAsync(export, part, lines.WrittenMemory, cancellationToken);
        }

        var updated = await store.TryUpdateAsync(
            export with
            {
                Parts = lines.WrittenCount > 0 ? [.. export.Parts, part] : export.Parts,
                Bytes = export.Bytes + lines.WrittenCount,
                Streams = [.. export.Streams.Select((stream, at) => at != index ? stream : stream with
                {
                    State = reading?.State ?? stream.State,
                    IsDone = isDone,
                    Records = stream.Records + records,
                    Warnings = Add(stream.Warnings, reading?.Warnings),
                })],
            },
            cancellationToken);

        if (updated is not null)
        {
            return (updated, failure);
        }

        // Where the answer to the update was lost and it was sent again, it is this very one that was first: nobody else goes
        // on, and the part counts. Without a part there is no telling, and going on is right in either case.
        if (await store.FindAsync(export.TenantId, export.Id, cancellationToken) is { } now && (lines.WrittenCount == 0 || now.Parts.Contains(part)))
        {
            return (now, failure);
        }

        await store.RemovePartAsync(export, part, cancellationToken);
        return (null, failure);
    }

    private async Task EndAsync(StreamExport export, StreamExportStatus status, string? errorCode, CancellationToken cancellationToken)
    {
        if (await store.TryUpdateAsync(export with { Status = status, ErrorCode = errorCode, FinishedAt = time.GetUtcNow() }, cancellationToken) is not null)
        {
            Log.Ended(logger, export.TenantId, export.Id, status, errorCode, export.Streams.Sum(stream => stream.Records));
        }
    }

    private static Dictionary<string, int> Add(IReadOnlyDictionary<string, int> known, IReadOnlyDictionary<string, int>? more)
    {
        var sum = new Dictionary<string, int>(known);

        foreach (var (code, count) in more ?? new Dictionary<string, int>())
        {
            sum[code] = sum.GetValueOrDefault(code) + count;
        }

        return sum;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Tenant {TenantId}: stream export {ExportId} is {Status} {ErrorCode} with {Records} records.")]
        public static partial void Ended(ILogger logger, string tenantId, string exportId, StreamExportStatus status, string? errorCode, long records);
    }
}
