using System.Diagnostics;
using System.Text.Json.Nodes;
using NotionSync.Emulator;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Emulator;

public sealed class JsClientTests
{
    /// <summary>Notion's own client reads the sample, page by page, with all it knows to read.</summary>
    [Fact]
    public async Task The_official_client_reads_the_whole_workspace_without_an_error()
    {
        await using var emulator = await EmulatorHost.StartAsync(new EmulatorOptions { RequestsPerMinute = 0 });
        var pages = (await emulator.GetAsync("/_emulator/pages"))["list"]!.AsArray()
            .Where(page => (bool)page!["visible"]! && !(bool)page["inTrash"]!)
            .Select(page => (string)page!["id"]!)
            .Order();

        await using var node = ChildProcess.Start(
            new ProcessStartInfo("node") { WorkingDirectory = RepositoryRoot.File("NotionSync.Tests", "Emulator", "js-client") },
            new Dictionary<string, string>(),
            null,
            "read-workspace.mjs",
            emulator.Http.BaseAddress!.GetLeftPart(UriPartial.Authority),
            EmulatorOptions.SampleToken);
        var exit = await node.WaitForExitAsync();

        Assert.True(exit == 0, node.Output);
        var found = JsonNode.Parse(node.Output)!;
        Assert.Equal(pages, found["pages"]!.AsArray().Select(id => (string)id!).Order());
        Assert.Equal(0, (int)found["partial"]!);
        Assert.Equal(38, (int)found["rows"]!);
        Assert.Equal((2, 2, 1), ((int)found["databases"]!, (int)found["linkedViews"]!, (int)found["unreadable"]!));
        Assert.Equal(4, (int)found["blocks"]!["unsupported"]!);
        Assert.Equal(0, (int)(await emulator.GetAsync("/_emulator/stats"))["writes"]!);
    }
}
