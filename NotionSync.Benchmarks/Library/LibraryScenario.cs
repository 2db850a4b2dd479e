using System.Diagnostics;
using System.Security.Cryptography;
using Azure.Data.Tables;
using NotionSync.Documents;
using NotionSync.Notion;
using NotionSync.Storage;
using NotionSync.Tests.Infrastructure;
using NotionSync.Tests.Publishing;

namespace NotionSync.Benchmarks.Library;

/// <summary>
/// Lists a tenant's documents page by page and searches them, over the adapter and an emulated storage of its own:
/// requests per page, memory, and times at both sizes as a ratio. The emulated storage looks at all its rows for each
/// query, so the time of a page is told beside that of a bare query of as many rows at the same place.
/// </summary>
internal static class LibraryScenario
{
    private const int PageSize = 100;
    private static readonly string[] Vocabulary = [.. Enumerable.Range(0, 5000).Select(i => $"word{i}")];

    public static async Task<int> RunAsync(string[] args)
    {
        var sizes = args is ["--sizes", var list] ? list.Split(',').Select(int.Parse).ToList() : [1_000, 50_000];
        var searches = new List<(double Rare, double Common)>();
        var listings = new List<double>();

        foreach (var size in sizes)
        {
            await using var storage = await Azurite.StartAsync(persistent: false);
            var counter = new RequestCounter();
            var tables = RequestCounter.Client(storage.ConnectionString, counter);
            await tables.GetTableClient(StorageNames.DocumentsTable).CreateIfNotExistsAsync();
            var store = new TableDocumentStore(tables);

            var clock = Stopwatch.StartNew();
            await FillAsync(tables, "t", size);
            Console.WriteLine($"{size} documents: written in {clock.Elapsed.TotalSeconds:0} s");

            GC.Collect();
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var (pages, items, most, peak) = (0, 0, 0, 0L);
            string? continuation = null;
            var times = new List<double>();
            clock.Restart();

            do
            {
                var (requests, started) = (counter.Count, clock.Elapsed);
                var page = await store.ListAsync("t", new DocumentFilter(Sort: DocumentSort.Title), continuation, PageSize, default);
                times.Add((clock.Elapsed - started).TotalMilliseconds);
                (continuation, pages, items) = (page.Continuation, pages + 1, items + page.Items.Count);
                most = Math.Max(most, counter.Count - requests);
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false) - before);
            }
            while (continuation is not null);

            var fifth = Math.Max(1, times.Count / 5);
            listings.Add(times.Average());
            Console.WriteLine($"{size} documents: {items} listed in {pages} pages, {clock.Elapsed.TotalSeconds:0.0} s, at most {most} requests a page, {peak >> 20} MiB managed memory above the start, {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB peak of the process (writing included)");
            Console.WriteLine($"{size} documents: a page takes {times.Take(fifth).Average():0.0} ms at the beginning, {times.TakeLast(fifth).Average():0.0} ms at the end; a bare query of one row {await BareAsync(tables):0.0} ms");

            searches.Add((await SearchAsync(store, counter, "needle"), await SearchAsync(store, counter, "word7")));
        }

        if (sizes.Count == 2)
        {
            Console.WriteLine($"{sizes[1]}/{sizes[0]} documents: listing a page {listings[1] / listings[0]:0.0} times, search of a rare word {searches[1].Rare / searches[0].Rare:0.0} times, of a common one {searches[1].Common / searches[0].Common:0.0} times");
        }

        return 0;
    }

    private static async Task<double> SearchAsync(TableDocumentStore store, RequestCounter counter, string word)
    {
        var times = new List<double>();
        var (matches, requests) = (0, 0);

        for (var i = 0; i < 5; i++)
        {
            var (started, before) = (Stopwatch.GetTimestamp(), counter.Count);
            matches = (await store.SearchAsync("t", new(word), new DocumentFilter(), default)).Count;
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            requests = counter.Count - before;
        }

        times.Sort();
        Console.WriteLine($"  search of {word}: {matches} documents, {requests} requests, {times[2]:0} ms");
        return times[2];
    }

    private static async Task<double> BareAsync(TableServiceClient tables)
    {
        var started = Stopwatch.GetTimestamp();

        for (var i = 0; i < 10; i++)
        {
            await foreach (var page in tables.GetTableClient(StorageNames.DocumentsTable).QueryAsync<TableEntity>("PartitionKey eq 't' and RowKey gt '~title.'", 1).AsPages())
            {
                break;
            }
        }

        return Stopwatch.GetElapsedTime(started).TotalMilliseconds / 10;
    }

    /// <summary>The rows as the store writes them, many documents in a transaction.</summary>
    internal static async Task FillAsync(TableServiceClient tables, string tenant, int size)
    {
        var random = new Random(7);
        var table = tables.GetTableClient(StorageNames.DocumentsTable);
        var actions = new List<TableTransactionAction>();
        var now = TimeProvider.System.GetUtcNow();

        for (var i = 0; i < size; i++)
        {
            var text = string.Join(' ', Enumerable.Range(0, 300).Select(_ => Vocabulary[(int)(Vocabulary.Length * Math.Pow(random.NextDouble(), 3))])) + (i % 1000 == 999 ? " needle" : string.Empty);
            var page = new NotionId(Guid.NewGuid());
            var hash = Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(i)));
            var document = new Document
            {
                TenantId = tenant,
                Id = Document.IdFor("c", page),
                SourceTitle = $"{Vocabulary[random.Next(Vocabulary.Length)]} document {i}",
                Kind = DocumentKind.Markdown,
                AccessLevel = AccessLevel.Internal,
                Status = DocumentStatus.Current,
                Source = new("page", page, $"https://www.notion.so/{page}", "c", now, now, new("page_id", new NotionId(Guid.NewGuid())), null, null),
                Content = new("content.md", "text/markdown; charset=utf-8", text.Length, hash),
                Version = 1,
                LatestVersion = 1,
                ContentHash = hash[..32],
                WrittenBy = "run",
                ImportedAt = now,
                SyncedAt = now,
                ChangedAt = now,
            };

            actions.AddRange(TableDocumentStore.Actions(document, SearchWords.Of(text)));

            if (actions.Count > 90 || i == size - 1)
            {
                await table.SubmitTransactionAsync(actions);
                actions.Clear();
            }
        }
    }
}
