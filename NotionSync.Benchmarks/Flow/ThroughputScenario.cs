using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using NotionSync.Storage;
using NotionSync.Tests.Infrastructure;
using NotionSync.Tests.Simulation;

namespace NotionSync.Benchmarks.Flow;

/// <summary>
/// Pages a second without any limit, against what the storage writes of such an import take alone; and the storage
/// operations that a page costs, counted in the storage's own log.
/// </summary>
internal static class ThroughputScenario
{
    private const int Blocks = 8;
    private const int Concurrency = 12;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var report = new Report();
        var pages = Report.Number(arguments, "--pages", 1000);
        var workers = Report.Number(arguments, "--workers", 1);
        var (counted, rows) = await CountAsync(Math.Min(pages, 300));
        var writes = counted.Where(kind => StorageOperations.IsWrite(kind.Key)).ToDictionary(kind => kind.Key, kind => kind.Value);

        Report.Say($"operations a page: {counted.Values.Sum():F1}, of which writes {writes.Values.Sum():F1}");

        foreach (var (kind, count) in counted.Where(kind => kind.Value >= 0.01))
        {
            Report.Say($"  {count,6:F2}  {kind}");
        }

        var imported = await ImportAsync(pages, workers);
        var bare = await WriteAsync(pages, writes, rows);
        var single = await WriteAsync(pages, writes, rows: 1);

        Report.Say($"{pages} pages by {workers} worker(s): {pages / imported:F1} pages/s; their storage writes alone: {pages / bare:F1} pages/s, {pages * writes.Values.Sum() / bare:F0} writes/s");
        Report.Say($"a transaction is written with {rows:F1} rows, as the import writes it; each with a single row, the writes alone: {pages / single:F1} pages/s, a ratio of {single / imported:F2}");
        report.Goal($"pages a second against their bare writes: {bare / imported:F2} (at least 0.5)", bare / imported >= 0.5);
        return report.ExitCode;
    }

    /// <returns>Operations a page by kind, and the rows of a transaction.</returns>
    private static async Task<(SortedDictionary<string, double> Operations, double Rows)> CountAsync(int pages)
    {
        await using var cluster = await Cluster.StartAsync(1, new Dictionary<string, string>(), logsStorage: true, notionArguments: ["--requests-per-minute", "0"]);
        var (connection, root) = await PrepareAsync(cluster, pages);
        var before = StorageOperations.Count(cluster.Storage.Log);

        // Asked for now and then: what a watcher reads is not the import's.
        await cluster.WaitAsync("demo", await cluster.StartImportAsync("demo", connection, root), TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(5));
        var after = StorageOperations.Count(cluster.Storage.Log);
        var operations = new SortedDictionary<string, double>(
            after.ToDictionary(kind => kind.Key, kind => (kind.Value - before.GetValueOrDefault(kind.Key)) / (double)pages), StringComparer.Ordinal);

        // A document's rows, its index among them; of an item, it and its place in the lane, both written twice, and the lane's count.
        var documents = new TableServiceClient(cluster.Storage.ConnectionString).GetTableClient(StorageNames.DocumentsTable);
        var rows = await documents.QueryAsync<TableEntity>(select: ["RowKey"]).CountAsync() + (5.0 * pages);

        return (operations, rows / pages / operations[StorageOperations.Transaction]);
    }

    private static async Task<double> ImportAsync(int pages, int workers)
    {
        await using var cluster = await Cluster.StartAsync(workers, new Dictionary<string, string>(), notionArguments: ["--requests-per-minute", "0"]);
        var (connection, root) = await PrepareAsync(cluster, 100);
        await cluster.WaitAsync("demo", await cluster.StartImportAsync("demo", connection, root), TimeSpan.FromMinutes(5));

        root = await cluster.GenerateAsync(new { kind = "pages", pages, blocks = Blocks });
        var started = TimeProvider.System.GetTimestamp();
        await cluster.WaitAsync("demo", await cluster.StartImportAsync("demo", connection, root), TimeSpan.FromMinutes(10), TimeSpan.FromMilliseconds(500));
        return TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<(string Connection, string Root)> PrepareAsync(Cluster cluster, int pages)
        => (await cluster.ConnectAsync("demo"), await cluster.GenerateAsync(new { kind = "pages", pages, blocks = Blocks }));

    // As many writes of each service, of about the same size, from one process with as many at a time.
    private static async Task<double> WriteAsync(int pages, Dictionary<string, double> writes, double rows)
    {
        await using var storage = await Azurite.StartAsync(persistent: false);
        var table = new TableServiceClient(storage.ConnectionString).GetTableClient("Bare");
        var blobs = new BlobServiceClient(storage.ConnectionString).GetBlobContainerClient("bare");
        var queue = new QueueServiceClient(storage.ConnectionString).GetQueueClient("bare");
        await Task.WhenAll(table.CreateAsync(), blobs.CreateAsync(), queue.CreateAsync());

        double Of(string service) => writes.Where(kind => kind.Key.StartsWith(service, StringComparison.Ordinal)).Sum(kind => kind.Value);
        var content = new byte[1500];
        var message = new string('m', 300);

        List<Func<int, Task>> work =
        [
            .. Enumerable.Repeat<Func<int, Task>>(
                async number =>
                {
                    using var bytes = new MemoryStream(content, writable: false);
                    await blobs.GetBlobClient($"b{number}").UploadAsync(bytes);
                },
                (int)(pages * Of("blob"))),
            .. Enumerable.Repeat<Func<int, Task>>(number => table.AddEntityAsync(Row(number, 0)), (int)(pages * (Of("table") - writes[StorageOperations.Transaction]))),
            .. Enumerable.Repeat<Func<int, Task>>(
                number => table.SubmitTransactionAsync(Enumerable.Range(0, RowsOf(number)).Select(row => new TableTransactionAction(TableTransactionActionType.Add, Row(number, row)))),
                (int)(pages * writes[StorageOperations.Transaction])),
            .. Enumerable.Repeat<Func<int, Task>>(_ => queue.SendMessageAsync(message), (int)(pages * Of("queue"))),
        ];

        TableEntity Row(int number, int row) => new("p", $"r{number}-{row}") { ["Title"] = message, ["Count"] = number };

        // Some one more than others, so that the mean is right.
        int RowsOf(int number) => (int)rows + (Math.Abs(number) % 100 < (rows - (int)rows) * 100 ? 1 : 0);

        new Random(1).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(work));

        // The clients and the storage's code get warm.
        await Task.WhenAll(work.Take(100).Select((write, number) => write(-1 - number)));

        var started = TimeProvider.System.GetTimestamp();
        await Parallel.ForAsync(0, work.Count, new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (number, _) => await work[number](number));
        return TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    }
}
