using System.Diagnostics;
using Azure.Core;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using NotionSync.Storage;
using NotionSync.Syncing;

namespace NotionSync.Tests.Syncing;

/// <summary>A tick over a table with so many connections of which so many are due.</summary>
internal static class TickScenario
{
    /// <param name="Sent">Syncs that were asked for.</param>
    /// <param name="Requests">Requests to the table.</param>
    internal sealed record Result(int Sent, int Requests, TimeSpan Duration);

    /// <param name="storage">An account whose timetable holds nothing else.</param>
    /// <param name="ticks">Ticks at the same time, as when two processes run the timer.</param>
    public static async Task<Result> RunAsync(string storage, int connections, int due, int ticks = 1)
    {
        var counter = new StorageCounter();
        var options = new TableClientOptions();
        options.AddPolicy(counter, HttpPipelinePosition.PerRetry);
        var tables = new TableServiceClient(storage, options);
        var table = tables.GetTableClient(StorageNames.SyncScheduleTable);
        await table.CreateIfNotExistsAsync();

        var timetable = new TableTimetable(tables);

        // Stands still: however long it takes to fill the table, nothing else falls due meanwhile.
        var clock = new StandingTime(TimeProvider.System.GetUtcNow());
        var now = clock.GetUtcNow();
        var all = Enumerable.Range(0, connections).Select(number => new TimetableEntry(
            TimetableSubject.Connection,
            $"tenant-{number}",
            "connection",
            number < due ? now.AddMinutes(-number % 15) : now.AddMinutes(1 + (number % 240))));

        var batches = all.SelectMany(TableTimetable.RowsOf).GroupBy(row => row.PartitionKey).SelectMany(shard => shard.Chunk(100));
        await Parallel.ForEachAsync(
            batches,
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (rows, stopping) => await table.SubmitTransactionAsync(rows.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)), stopping));

        var queue = new MemoryQueue();
        var before = counter.Requests;
        var started = Stopwatch.GetTimestamp();
        var taken = await Task.WhenAll(Enumerable.Range(0, ticks).Select(_ => new SyncTick(timetable, queue, null!, clock, NullLogger<SyncTick>.Instance).RunAsync(default)));

        return new(queue.Sent == taken.Sum() ? queue.Sent : -1, counter.Requests - before, Stopwatch.GetElapsedTime(started));
    }

    private sealed class StandingTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
