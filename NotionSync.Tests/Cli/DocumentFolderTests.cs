using NotionSync.Cli;
using NotionSync.Cli.Api;
using NotionSync.Cli.Exporting;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Cli;

public sealed class DocumentFolderTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private ApiStandIn _standIn = null!;

    public async Task InitializeAsync() => _standIn = await ApiStandIn.StartAsync();

    public async Task DisposeAsync() => await _standIn.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Folders_are_like_the_page_tree_and_every_name_is_safe_and_unique()
    {
        _standIn.Documents.AddRange(
        [
            ApiStandIn.Document("d1", "Policies"),
            ApiStandIn.Document("d2", "Access/control", parent: "d1", attachments: ["diagram.png", "../../escape.txt"]),
            ApiStandIn.Document("d3", "index", parent: "d1"),
            ApiStandIn.Document("d4", "policies"),
            ApiStandIn.Document("d5", "Report", kind: "file"),
        ]);

        var written = await WriteAsync();

        Assert.Equal(
            [
                "Policies/Access-control/attachments/diagram.png",
                "Policies/Access-control/attachments/escape.txt",
                "Policies/Access-control/index.md",
                "Policies/index (2).md",
                "Policies/index.md",
                "Report/index.md",
                "Report/report.pdf",
                "policies.md",
            ],
            Files());
        Assert.Equal(8, written);
        Assert.Equal("# index\n", await File.ReadAllTextAsync(Path.Combine(_folder.Path, "Policies", "index (2).md")));
        Assert.Equal("bytes of diagram.png", await File.ReadAllTextAsync(Path.Combine(_folder.Path, "Policies", "Access-control", "attachments", "diagram.png")));
    }

    [Fact]
    public async Task A_second_time_writes_the_same_files_again_and_leaves_others_alone()
    {
        _standIn.Documents.Add(ApiStandIn.Document("d1", "Policies"));
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "mine.txt"), "kept");

        await WriteAsync();
        await WriteAsync();

        Assert.Equal(["Policies.md", "mine.txt"], Files());
    }

    [Fact]
    public async Task A_target_that_cannot_be_a_folder_is_told()
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, string.Empty);

        var exception = await Assert.ThrowsAsync<RunFailedException>(() => WriteAsync(file));

        Assert.Contains(file, exception.Message, StringComparison.Ordinal);
    }

    private async Task<int> WriteAsync(string? target = null)
    {
        var documents = await _standIn.Api.DocumentsAsync("c1", CancellationToken.None).ToListAsync();
        return await new DocumentFolder(_standIn.Api, target ?? _folder.Path).WriteAsync(DocumentTree.Build(documents), CancellationToken.None);
    }

    private List<string> Files()
        => [.. Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories)
            .Select((file) => Path.GetRelativePath(_folder.Path, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];
}
