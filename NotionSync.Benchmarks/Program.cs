using NotionSync.Benchmarks;
using NotionSync.Benchmarks.Markdown;

// One class per scenario; to add one, name it here.
Dictionary<string, Func<string[], Task<int>>> scenarios = new()
{
    ["markdown"] = MarkdownScenario.RunAsync,
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
    """);
return 2;
