using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using NotionSync.Storage;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.EndToEnd;

/// <summary>Imports over real HTTP, real storage and the emulated Notion.</summary>
public sealed class ImportTests
{
    // Of host.json: while more messages than the threshold are worked on no more are fetched, and a batch is the most that comes at once.
    internal const int AtLeastAtATime = 4;
    internal const int AtMostAtATime = 12;

    [Fact]
    public async Task The_sample_workspace_becomes_documents_with_the_fewest_calls()
    {
        await using var deployment = await Deployment.StartAsync();
        var connection = await deployment.ConnectAsync();
        var roots = (await deployment.GetAsync($"tenants/demo/connections/{connection}/roots")).GetProperty("items").EnumerateArray().ToList();
        using var _ = await deployment.NotionControl.DeleteAsync(new Uri("/_emulator/stats", UriKind.Relative));

        using var response = await deployment.Api.PostAsJsonAsync("tenants/demo/imports", new
        {
            connectionId = connection,
            items = roots.Select(root => new { id = root.GetProperty("id").GetString(), type = root.GetProperty("type").GetString() }),
        });
        var started = await Deployment.ReadAsync(response, HttpStatusCode.Accepted);
        var import = await deployment.WaitAsync(started.GetProperty("id").GetString()!);

        Assert.Equal("completed", import.GetProperty("status").GetString());
        Reconciles(import);

        var stats = await deployment.NotionControl.GetFromJsonAsync<JsonElement>("/_emulator/stats");
        var calls = import.GetProperty("calls");
        Assert.True(calls.GetProperty("made").GetInt64() == stats.GetProperty("total").GetInt64(), $"{calls} {stats}");
        Assert.Equal(calls.GetProperty("lowerBound").GetInt64(), calls.GetProperty("made").GetInt64());

        var documents = await deployment.DocumentsAsync();
        Assert.Equal(import.GetProperty("pages").GetProperty("imported").GetInt32(), documents.Count);
        Assert.Contains(documents, document => document.GetProperty("kind").GetString() == "file");
        Assert.All(documents, document => Assert.Equal("internal", document.GetProperty("accessLevel").GetString()));

        foreach (var document in documents)
        {
            await CanBeReadAsync(deployment, document.GetProperty("id").GetString()!);
        }
    }

    [CorpusFact]
    public async Task Every_recorded_page_is_imported()
    {
        await using var deployment = await Deployment.StartAsync(Corpus.Folder);
        var connection = await deployment.ConnectAsync();
        var trees = Directory.GetFiles(Corpus.Folder!, "*.json", SearchOption.AllDirectories).Count(file => Path.GetFileName(Path.GetDirectoryName(file)) == "tree");

        var roots = await deployment.RootsAsync(connection);
        var import = await deployment.WaitAsync(await deployment.StartImportAsync(connection, [.. roots]));

        Assert.True(roots.Count >= trees, $"{roots.Count} roots of {trees} recorded trees");
        Reconciles(import);

        var sources = (await deployment.DocumentsAsync()).Select(document => document.GetProperty("source").GetProperty("id").GetString()!).ToList();
        Assert.Equal(import.GetProperty("pages").GetProperty("imported").GetInt32(), sources.Count);
        Assert.Empty(roots.Except(sources));

        // Some recorded pages have sub-pages that nobody recorded: those, and only those, are not there.
        Assert.All(import.GetProperty("failures").EnumerateArray(), failure => Assert.Equal("not_shared", failure.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Pages_of_unusual_shape_are_imported_whole()
    {
        await using var deployment = await Deployment.StartAsync();
        var connection = await deployment.ConnectAsync();

        var flat = await GenerateAsync(deployment, new { kind = "flat", children = 2500 });
        var deep = await GenerateAsync(deployment, new { kind = "deep", depth = 35 });
        var cycle = await GenerateAsync(deployment, new { kind = "cycle" });
        var database = await GenerateAsync(deployment, new { kind = "database", rows = 1200 });

        var import = await deployment.WaitAsync(await deployment.StartImportAsync(connection, flat, deep, cycle, database));

        Assert.True(import.GetProperty("status").GetString() == "completed", import.ToString());
        Reconciles(import);
        Assert.True(import.GetProperty("pages").GetProperty("imported").GetInt32() > 1200, import.ToString());

        Assert.True(Lines(await MarkdownAsync(deployment, flat)) >= 2500);
        Assert.DoesNotContain("too deep", await MarkdownAsync(deployment, deep), StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty(await MarkdownAsync(deployment, cycle));
    }

    [Fact]
    public async Task A_big_file_streams_through_with_little_memory()
    {
        await using var deployment = await Deployment.StartAsync();
        var connection = await deployment.ConnectAsync();
        var page = await GenerateAsync(deployment, new { kind = "file", megabytes = 60 });

        var import = await deployment.WaitAsync(await deployment.StartImportAsync(connection, page));
        Assert.True(import.GetProperty("status").GetString() == "completed", import.ToString());

        var document = await DocumentOfAsync(deployment, page);
        Assert.Equal("file", document.GetProperty("kind").GetString());
        Assert.Equal("application/pdf", document.GetProperty("content").GetProperty("contentType").GetString());
        Assert.True(document.GetProperty("content").GetProperty("size").GetInt64() >= 60 << 20);

        using var content = await deployment.Api.GetAsync(new Uri($"tenants/demo/documents/{document.GetProperty("id").GetString()}/content", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await content.Content.ReadAsStreamAsync();
        var hash = await System.Security.Cryptography.SHA256.HashDataAsync(stream);
        Assert.Equal(document.GetProperty("content").GetProperty("etag").GetString(), $"\"{Convert.ToHexStringLower(hash)}\"");

        var peak = PeakMegabytes(deployment.App.Id);
        Assert.True(peak < 300, $"The host's memory reached {peak} MB.");
    }

    [Fact]
    public async Task A_file_whose_address_expired_is_fetched_by_a_new_one()
    {
        await using var deployment = await Deployment.StartAsync();
        var connection = await deployment.ConnectAsync();
        var page = await GenerateAsync(deployment, new { kind = "file", megabytes = 1 });
        await deployment.AddFaultsAsync(new { path = "^/files/", count = 1, status = 403, body = "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>" });

        var import = await deployment.WaitAsync(await deployment.StartImportAsync(connection, page));

        Assert.True(import.GetProperty("status").GetString() == "completed", import.ToString());
        Assert.Equal("file", (await DocumentOfAsync(deployment, page)).GetProperty("kind").GetString());
    }

    [Fact]
    public async Task An_import_goes_on_where_Notion_s_limit_stopped_it()
    {
        // 30 requests in 3 seconds, on both sides: the emulator is strict, so one request too many would show.
        await using var deployment = await Deployment.StartAsync(
            settings: new Dictionary<string, string> { ["Notion__RequestsPerMinute"] = "30", ["Notion__WindowSeconds"] = "3" },
            notionArguments: ["--requests-per-minute", "30", "--window-seconds", "3"]);
        var connection = await deployment.ConnectAsync();
        var pages = await GenerateAsync(deployment, new { kind = "pages", pages = 40, blocks = 30 });
        var flat = await GenerateAsync(deployment, new { kind = "flat", children = 2500 });

        var import = await deployment.WaitAsync(await deployment.StartImportAsync(connection, pages, flat));

        Assert.True(import.GetProperty("status").GetString() == "completed", import.ToString());
        Reconciles(import);

        var stats = await deployment.NotionControl.GetFromJsonAsync<JsonElement>("/_emulator/stats");
        Assert.Equal(0, stats.GetProperty("rateLimited").GetInt64());

        // A root given by its id alone may cost a try as a page; everything else is fetched once.
        Assert.InRange(import.GetProperty("calls").GetProperty("made").GetInt64() - import.GetProperty("calls").GetProperty("lowerBound").GetInt64(), 0, 4);
    }

    [Fact]
    public async Task Two_imports_of_the_same_page_at_once_make_one_document()
    {
        await using var deployment = await Deployment.StartAsync();
        var connection = await deployment.ConnectAsync();
        var page = await GenerateAsync(deployment, new { kind = "file", megabytes = 1 });

        var imports = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ => await deployment.WaitAsync(await deployment.StartImportAsync(connection, page))));

        Assert.All(imports, import => Assert.Equal("completed", import.GetProperty("status").GetString()));
        Assert.All(imports, Reconciles);
        var document = await DocumentOfAsync(deployment, page);
        Assert.Equal(1, document.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task A_cancelled_import_writes_nothing_more_and_its_counts_add_up()
    {
        await using var deployment = await Deployment.StartAsync();
        var connection = await deployment.ConnectAsync();
        var root = await GenerateAsync(deployment, new { kind = "pages", pages = 300, blocks = 5 });

        // The end comes while many answers are awaited.
        await deployment.AddFaultsAsync(new { path = "^/v1/(pages|blocks)", after = 60, hold = true });
        var id = await deployment.StartImportAsync(connection, root);
        await deployment.UntilAsync(async () => await deployment.PlayedAsync() >= AtLeastAtATime);
        await Quiet.SeeAsync(async () => (await deployment.PlayedAsync(), (await deployment.DocumentsAsync()).Count));

        using var response = await deployment.Api.PostAsync(new Uri($"tenants/demo/imports/{id}/cancel", UriKind.Relative), null);
        Assert.Equal("cancelled", (await Deployment.ReadAsync(response, HttpStatusCode.OK)).GetProperty("status").GetString());

        // Those that waited for Notion are not written; the others may have been between their last check and their write.
        var count = (await deployment.DocumentsAsync()).Count;
        Assert.InRange(count, 1, 100);
        await deployment.EndFaultsAsync();
        await deployment.Storage.WorkedOffAsync(StorageNames.PageImportQueue, StorageNames.BlockFetchQueue);
        Assert.InRange((await deployment.DocumentsAsync()).Count, count, count + AtMostAtATime - AtLeastAtATime);
        Reconciles(await deployment.GetAsync($"tenants/demo/imports/{id}"));
    }

    [Fact]
    public async Task A_token_that_is_revoked_stops_the_import_and_the_connection_says_so()
    {
        await using var deployment = await Deployment.StartAsync();
        var connection = await deployment.ConnectAsync();
        var root = await GenerateAsync(deployment, new { kind = "pages", pages = 10, blocks = 5 });
        await deployment.AddFaultsAsync(new { path = "^/v1/", status = 401, code = "unauthorized" });

        var import = await deployment.WaitAsync(await deployment.StartImportAsync(connection, root));

        Assert.Equal("failed", import.GetProperty("status").GetString());
        Assert.Equal("needs_reauthorization", import.GetProperty("error").GetProperty("code").GetString());
        Reconciles(import);
        Assert.Equal("needs_reauthorization", (await deployment.GetAsync($"tenants/demo/connections/{connection}")).GetProperty("status").GetString());
    }

    private static void Reconciles(JsonElement import)
    {
        var pages = import.GetProperty("pages");
        Assert.Equal(
            pages.GetProperty("discovered").GetInt32(),
            pages.GetProperty("imported").GetInt32() + pages.GetProperty("unchanged").GetInt32() + pages.GetProperty("skipped").GetInt32() + pages.GetProperty("failed").GetInt32());
    }

    private static async Task CanBeReadAsync(Deployment deployment, string id)
    {
        var document = await deployment.GetAsync($"tenants/demo/documents/{id}");
        var content = await deployment.BytesAsync($"tenants/demo/documents/{id}/content");
        var markdown = Encoding.UTF8.GetString(await deployment.BytesAsync($"tenants/demo/documents/{id}/markdown"));

        Assert.Equal(document.GetProperty("content").GetProperty("size").GetInt64(), content.Length);
        Assert.DoesNotContain("X-Amz-Signature", markdown, StringComparison.Ordinal);

        foreach (var attachment in document.GetProperty("attachments").EnumerateArray())
        {
            var bytes = await deployment.BytesAsync($"tenants/demo/documents/{id}/attachments/{Uri.EscapeDataString(attachment.GetProperty("name").GetString()!)}");
            Assert.Equal(attachment.GetProperty("size").GetInt64(), bytes.Length);
        }
    }

    private static async Task<string> GenerateAsync(Deployment deployment, object what)
    {
        using var response = await deployment.NotionControl.PostAsJsonAsync("/_emulator/generate", what);
        return (await Deployment.ReadAsync(response, HttpStatusCode.Created)).GetProperty("id").GetString()!;
    }

    private static async Task<JsonElement> DocumentOfAsync(Deployment deployment, string page)
        => Assert.Single(await deployment.DocumentsAsync(), document => document.GetProperty("source").GetProperty("id").GetString() == page);

    private static async Task<string> MarkdownAsync(Deployment deployment, string page)
    {
        var document = await DocumentOfAsync(deployment, page);
        return Encoding.UTF8.GetString(await deployment.BytesAsync($"tenants/demo/documents/{document.GetProperty("id").GetString()}/markdown"));
    }

    private static int Lines(string text) => text.Split('\n').Count(line => line.Length > 0);

    private static int PeakMegabytes(int processId)
        => File.ReadLines($"/proc/{processId}/status")
            .Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Select(line => int.Parse(line.Split(':')[1].Replace("kB", string.Empty, StringComparison.Ordinal).Trim(), System.Globalization.CultureInfo.InvariantCulture) / 1024)
            .Single();
}
