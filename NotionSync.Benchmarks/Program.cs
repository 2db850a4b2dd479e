using NotionSync.Benchmarks;
using NotionSync.Benchmarks.Flow;
using NotionSync.Benchmarks.Hosts;
using NotionSync.Benchmarks.Library;
using NotionSync.Benchmarks.Markdown;
using NotionSync.Benchmarks.Panel;

// One class per scenario; to add one, name it here.
Dictionary<string, Func<string[], Task<int>>> scenarios = new()
{
    ["load"] = LoadScenario.RunAsync,
    ["markdown"] = MarkdownScenario.RunAsync,
    ["library"] = LibraryScenario.RunAsync,
    ["gate"] = GateScenario.RunAsync,
    ["panel"] = PanelScenario.RunAsync,
    ["start"] = StartScenario.RunAsync,
    ["streams"] = StreamScenario.RunAsync,
    ["sync"] = SyncScenario.RunAsync,
    ["limit"] = LimitScenario.RunAsync,
    ["fairness"] = FairnessScenario.RunAsync,
    ["throughput"] = ThroughputScenario.RunAsync,
    ["faults"] = FaultsScenario.RunAsync,
    [EmptyApp.Name] = EmptyApp.RunAsync,
    [ConversionProcess.Name] = ConversionProcess.RunAsync,
};

if (args is [var name, .. var rest] && scenarios.TryGetValue(name, out var run))
{
    return await run(rest);
}

Console.Error.WriteLine("""
    Usage: dotnet run -c Release --project NotionSync.Benchmarks -- SCENARIO

      markdown [--peers FOLDER] [--sizes 1000,10000,100000]
          From Notion's answers to Markdown: against one bare pass over the same bytes and, with --peers, against the
          JavaScript converters in that folder.

      library [--sizes 1000,50000]
          Lists and searches a tenant's documents: requests per page, memory, time at both sizes.

      panel [--documents 20000] [--results 5000]
          The admin panel in Chromium: requests, bytes and time of the first view beside an empty Vite app, and the longest
          task of the main thread while a table and search results of that length are scrolled and filtered.

      gate [STEPS [SEED]]
          Compares every visitor's view with a model after each of 10,000 random steps.

      sync [--documents 10000] [--connections 100000]
          What a sync asks of Notion against the fewest calls that could do, and what a tick asks of storage; 0 leaves
          one of the two out. Takes about as long as importing so many documents.

      start [--host FILE] [--rounds 15]
          From process start to first answer: the local host against an empty ASP.NET app. FILE is NotionSync.LocalHost.dll
          as it was published; without it, as it was built.

      load [--seconds 120] [--outage 30]
          200 readers and 20 writers on one local host, then an outage of its storage.

      streams [--blocks 100000]
          Blocks as a stream through the local host: its memory, and records a second against a bare copy.

      limit [--pages 2000] [--window SECONDS] [--limit 600|180]
          How much of Notion's allowance four workers use, and whether they ever cross it; at 600 and at 180.
      fairness [--pages 20000]
          One tenant's one-page import alone, and beside another tenant's big one.
      throughput [--pages 1000] [--workers 1]
          Pages a second without a limit against their bare storage writes, and the storage operations of a page.
      faults [--seeds 1] [--first-seed 1] [--pages 500] [--outage 30] [--only KIND,...] [--runs]
          An import and three syncs under each kind of fault and all mixed; the library must equal the workspace.
    """);
return 2;
