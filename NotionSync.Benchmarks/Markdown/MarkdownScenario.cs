using System.Globalization;
using NotionSync.Markdown;
using NotionSync.Notion;

namespace NotionSync.Benchmarks.Markdown;

/// <summary>From Notion's answers to Markdown, on generated pages of several sizes.</summary>
internal static class MarkdownScenario
{
    private const int Seed = 20260102;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var peers = Option(arguments, "--peers") is { } peerFolder ? new Peers(Path.GetFullPath(peerFolder)) : null;
        var sizes = (Option(arguments, "--sizes") ?? "1000,10000,100000").Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture));
        var folder = Directory.CreateTempSubdirectory("notionsync-benchmark-");

        try
        {
            Row("blocks", "what", "ms", "times ours", "process ms", "times ours", "peak MiB", "times ours");
            Row("---:", "---", "---:", "---:", "---:", "---:", "---:", "---:");

            foreach (var size in sizes)
            {
                await RunAsync(size, peers, folder.FullName);
            }

            RunDepths();
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return 0;
    }

    private static async Task RunAsync(int size, Peers? peers, string folder)
    {
        var (answerFile, treeFile) = (Path.Combine(folder, $"{size}.answers"), Path.Combine(folder, $"{size}.json"));
        var (blocks, bytes) = Generate(size, answerFile, treeFile);
        IReadOnlyList<Answer> answers = [.. Answer.Read(answerFile)];
        var rounds = size > 50_000 ? 9 : 25;

        var times = Measure.BestTimes(rounds, () => Answer.Convert(answers), () => Answer.ReadOnly(answers));
        var allocated = Measure.Allocations(() => Answer.Convert(answers));
        answers = [];
        GC.Collect();

        var processes = new List<(double Milliseconds, double PeakMegabytes)>();

        for (var i = 0; i < 3; i++)
        {
            processes.Add(await ConversionProcess.MeasureAsync(answerFile));
        }

        var (ours, bare) = (times[0], times[1]);
        var process = processes.OrderBy(run => run.Milliseconds).ElementAt(1);

        Row(Number(blocks), "NotionSync", Number(ours), "1", Number(process.Milliseconds), "1", Number(process.PeakMegabytes), "1");
        Row("", "bare Utf8JsonReader pass", Number(bare), Ratio(bare / ours), "", "", "", "");

        foreach (var (name, title) in peers is null ? [] : Peers.Converters)
        {
            var result = await peers!.MeasureAsync(name, treeFile, size > 50_000 ? 5 : 15);

            if (result is null)
            {
                Row("", title, "failed", "", "", "", "", "");
                continue;
            }

            Row(
                "", title, Number(result.Milliseconds), Ratio(result.Milliseconds / ours), Number(result.ProcessMilliseconds),
                Ratio(result.ProcessMilliseconds / process.Milliseconds), Number(result.PeakMegabytes), Ratio(result.PeakMegabytes / process.PeakMegabytes));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"<!-- {blocks} blocks, {bytes / 1e6:F1} MB of answers: {ours / bare:F2} times the bare pass, {(double)allocated / blocks:F0} bytes allocated per block -->"));
    }

    // Each level must cost the same, however many there are around it.
    private static void RunDepths()
    {
        int[] depths = [250, 500, 1000];
        var chains = depths.Select(NestedToggles).ToArray();
        var times = Measure.BestTimes(25, [.. chains.Select(chain => (Action)(() => MarkdownConverter.Convert([chain], MarkdownContext.Empty)))]);
        var first = times[0] / depths[0];

        Console.WriteLine($"<!-- time per block in a chain of toggles: {string.Join(", ", depths.Select((depth, i) => $"{depth} deep {Ratio(times[i] / depth / first)}"))} -->");
    }

    private static Block NestedToggles(int depth)
    {
        Block? block = null;

        for (; depth > 0; depth--)
        {
            block = new()
            {
                Id = new(Guid.NewGuid()),
                Type = "toggle",
                Payload = """{"rich_text":[{"plain_text":"One more level"}]}"""u8.ToArray(),
                Children = block is null ? [] : [block],
            };
        }

        return block!;
    }

    // In a method of its own, so that nothing of the generated tree is alive while anything is measured.
    private static (int Blocks, long Bytes) Generate(int size, string answerFile, string treeFile)
    {
        var tree = TreeGenerator.Generate(size, Seed);
        var answers = tree.ToAnswers();
        Answer.WriteAll(answerFile, answers);
        tree.WriteForPeers(treeFile);
        return (tree.Size, answers.Sum(answer => (long)answer.Bytes.Length));
    }

    private static string? Option(string[] arguments, string name)
        => Array.IndexOf(arguments, name) is >= 0 and var at && at + 1 < arguments.Length ? arguments[at + 1] : null;

    private static void Row(params string[] cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");

    private static string Number(double value) => value.ToString(value < 100 ? "0.#" : "0", CultureInfo.InvariantCulture);

    private static string Ratio(double value) => value.ToString(value < 10 ? "0.00" : "0", CultureInfo.InvariantCulture);
}
