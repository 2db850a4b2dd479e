using System.Net;
using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using NotionSync.Documents;
using NotionSync.Notion;
using NotionSync.Storage;
using NotionSync.Storage.Tenants;
using NotionSync.Syncing;
using NotionSync.Tests.Infrastructure;
using NotionSync.Tests.Publishing;

namespace NotionSync.Tests.Documents;

/// <summary>Documents whose rows and blobs do not fit together, as crashes and copies of a living tenant leave them.</summary>
public sealed class RecoveryTests : IAsyncLifetime
{
    private readonly string _tenant = LibraryHost.NewTenant();
    private readonly NotionId _page = new(Guid.NewGuid());

    private LibraryHost _host = null!;
    private TableClient _documents = null!;

    private string Id => Document.IdFor("c1", _page);

    public async Task InitializeAsync()
    {
        _host = await LibraryHost.StartAsync();
        _documents = new((await Azurite.SharedAsync()).ConnectionString, StorageNames.DocumentsTable);
        await _host.WriteAsync(_tenant, _page, "Policy", "text");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_document_that_changed_while_its_tenant_was_copied_can_be_saved_and_removed_in_the_copy()
    {
        var azurite = await Azurite.SharedAsync();
        var store = new TenantStore(new(azurite.ConnectionString), new BlobServiceClient(azurite.ConnectionString));
        var before = await DocumentRowsAsync(store);
        _host.Clock.Advance(TimeSpan.FromMinutes(1));
        await _host.WriteAsync(_tenant, _page, "Policy", "other text");
        var after = await DocumentRowsAsync(store);

        // Documents are read first: theirs are the rows of before, and all others those of after.
        var copy = before.Where(line => line.Contains($"\"r\":\"{Id}\"", StringComparison.Ordinal))
            .Concat(after.Where(line => line.Contains("\"r\":\"~", StringComparison.Ordinal)));

        foreach (var key in await KeysAsync())
        {
            await _documents.DeleteEntityAsync(_tenant, key);
        }

        await store.WriteRowsAsync(_tenant, StorageNames.DocumentsTable, new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', copy))), default);

        Assert.Equal(1, await CountAsync("?sort=changed"));
        await _host.PatchAsync(_tenant, Id, new { title = "Renamed" });
        Assert.Equal(1, await CountAsync("?sort=changed"));
        Assert.Equal(1, await CountAsync("?query=renamed"));

        await RemoveAsync();
        Assert.Empty(await KeysAsync());
    }

    [Fact]
    public async Task A_document_whose_index_lacks_rows_can_be_saved_and_removed()
    {
        await LoseIndexAsync();
        await _host.PatchAsync(_tenant, Id, new { title = "Renamed" });
        Assert.Equal(1, await CountAsync("?query=renamed"));

        await LoseIndexAsync();
        await RemoveAsync();
        Assert.Empty(await KeysAsync());
    }

    [Fact]
    public async Task A_document_whose_removal_was_cut_off_comes_back_whole_with_the_next_import()
    {
        await _host.PatchAsync(_tenant, Id, new { accessLevel = "public" });
        var crash = new ChangedContent(_host.Services.GetRequiredService<IContentStore>()) { OnRemoved = () => throw new InvalidOperationException("crash") };
        var library = ActivatorUtilities.CreateInstance<DocumentLibrary>(_host.Services, crash);
        await Assert.ThrowsAsync<InvalidOperationException>(() => library.RemoveAsync(_tenant, Id, "user:a", default));

        var cutOff = await library.GetAsync(_tenant, Id, default);
        Assert.Equal("content_missing", (await Assert.ThrowsAsync<ProblemException>(() => library.OpenContentAsync(cutOff, default))).Code);
        await _host.WriteAsync(_tenant, _page, "Policy", "text");

        var document = await _host.AdminAsync(_tenant, HttpMethod.Get, $"documents/{Id}");
        Assert.Equal("internal", document.GetProperty("accessLevel").GetString());
        Assert.Equal("text", await MarkdownAsync());
    }

    [Fact]
    public async Task Content_that_goes_with_an_old_version_just_when_it_is_used_again_is_stored_again()
    {
        await _host.WriteAsync(_tenant, _page, "Policy", "other text");
        var content = _host.Services.GetRequiredService<IContentStore>();
        var store = new ChangedContent(content);
        store.OnMarkdown = async path =>
        {
            store.OnMarkdown = null;
            await content.RemoveAllAsync(path[..(path.LastIndexOf('/') + 1)], default);
        };

        await _host.WriteAsync(_tenant, _page, "Policy", "text", writer: ActivatorUtilities.CreateInstance<DocumentWriter>(_host.Services, store));

        Assert.Null(store.OnMarkdown);
        Assert.Equal("text", await MarkdownAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Content_that_is_used_again_while_its_old_version_is_removed_is_stored_with_the_next_try(bool hasFile)
    {
        await _host.AdminAsync(_tenant, HttpMethod.Patch, "settings", new { keepVersions = 1 });
        Attachment[] files = hasFile ? [await StoreFileAsync()] : [];
        await _host.WriteAsync(_tenant, _page, "Policy", "old text", attachments: files);

        // While the version of a moment ago is removed, another run finds the page as it was then.
        var content = _host.Services.GetRequiredService<IContentStore>();
        var store = new ChangedContent(content);
        store.OnRemoving = async () =>
        {
            store.OnRemoving = null;
            await _host.WriteAsync(_tenant, _page, "Policy", "old text", attachments: files);
        };
        var writer = ActivatorUtilities.CreateInstance<DocumentWriter>(_host.Services, store, ActivatorUtilities.CreateInstance<DocumentRetention>(_host.Services, store));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _host.WriteAsync(_tenant, _page, "Policy", "other text", writer: writer));

        if (hasFile)
        {
            await StoreFileAsync();
        }

        await _host.WriteAsync(_tenant, _page, "Policy", "old text", attachments: files);
        Assert.Null(store.OnRemoving);
        Assert.Equal("old text", await MarkdownAsync());
        var document = await _host.Services.GetRequiredService<IDocumentStore>().FindAsync(_tenant, Id, default);
        Assert.Equal(files, (await _host.Services.GetRequiredService<DocumentLibrary>().GetManifestAsync(document!, default)).Attachments);
        Assert.Equal(hasFile, await content.ExistsAsync(ContentPath.File(_tenant, Id, files.FirstOrDefault()?.Sha256 ?? "none"), default));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Files_that_are_removed_while_their_document_is_written_are_stored_with_the_next_try(bool isNew)
    {
        if (isNew)
        {
            await RemoveAsync();
        }

        var file = await StoreFileAsync();
        var content = _host.Services.GetRequiredService<IContentStore>();
        var path = ContentPath.File(_tenant, Id, file.Sha256);
        var store = new ChangedContent(content) { OnMarkdown = _ => content.RemoveAllAsync(path, default) };
        var writer = ActivatorUtilities.CreateInstance<DocumentWriter>(_host.Services, store);
        await Assert.ThrowsAsync<InvalidOperationException>(() => _host.WriteAsync(_tenant, _page, "Policy", "other text", attachments: [file], writer: writer));

        // A sync would leave a page alone whose content is said to be there.
        var written = await _host.Services.GetRequiredService<IDocumentStore>().FindAsync(_tenant, Id, default);
        Assert.False(Freshness.Includes(written!, _host.Clock.GetUtcNow().AddDays(-1)));
        await StoreFileAsync();
        await _host.WriteAsync(_tenant, _page, "Policy", "other text", attachments: [file]);
        Assert.Equal("other text", await MarkdownAsync());
        Assert.True(await content.ExistsAsync(path, default));
    }

    private Task<Attachment> StoreFileAsync() => _host.StoreFileAsync(_tenant, _page, "a.txt", "text/plain", "file"u8.ToArray());

    private async Task<string> MarkdownAsync()
    {
        using var response = await _host.SendAsync(HttpMethod.Get, $"tenants/{_tenant}/documents/{Id}/markdown", _tenant);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    private async Task LoseIndexAsync()
    {
        foreach (var key in (await KeysAsync()).Where(key => key.StartsWith('~')))
        {
            await _documents.DeleteEntityAsync(_tenant, key);
        }
    }

    private Task RemoveAsync() => _host.AdminAsync(_tenant, HttpMethod.Delete, $"documents/{Id}", null, HttpStatusCode.NoContent).WaitAsync(TimeSpan.FromMinutes(2));

    private async Task<int> CountAsync(string query)
        => (await _host.AdminAsync(_tenant, HttpMethod.Get, $"documents{query}")).GetProperty("items").GetArrayLength();

    /// <summary>The document and its index.</summary>
    private async Task<List<string>> KeysAsync()
    {
        var keys = new List<string>();

        await foreach (var row in _documents.QueryAsync<TableEntity>(row => row.PartitionKey == _tenant))
        {
            if (row.RowKey == Id || DocumentIndex.IsKey(row.RowKey))
            {
                keys.Add(row.RowKey);
            }
        }

        return keys;
    }

    private async Task<List<string>> DocumentRowsAsync(TenantStore store)
    {
        var lines = new List<string>();

        await foreach (var part in store.ReadAsync(_tenant, default))
        {
            if (part.Name == StorageNames.DocumentsTable)
            {
                using var reader = new StreamReader((await part.Open(default))!);
                lines.AddRange((await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
            }
        }

        return lines;
    }
}

file sealed class ChangedContent(IContentStore store) : IContentStore
{
    public Action? OnRemoved { get; init; }

    public Func<Task>? OnRemoving { get; set; }

    public Func<string, Task>? OnMarkdown { get; set; }

    public Task<bool> ExistsAsync(string path, CancellationToken cancellationToken) => store.ExistsAsync(path, cancellationToken);

    public async Task WriteAsync(string path, Stream content, string contentType, CancellationToken cancellationToken)
    {
        await store.WriteAsync(path, content, contentType, cancellationToken);

        if (path.EndsWith(".md", StringComparison.Ordinal) && OnMarkdown is { } act)
        {
            await act(path);
        }
    }

    public Task ReplaceAsync(string path, Stream content, string contentType, CancellationToken cancellationToken)
        => store.ReplaceAsync(path, content, contentType, cancellationToken);

    public Task<Stream?> OpenAsync(string path, CancellationToken cancellationToken) => store.OpenAsync(path, cancellationToken);

    public async Task RemoveAllAsync(string prefix, CancellationToken cancellationToken)
    {
        await (OnRemoving?.Invoke() ?? Task.CompletedTask);
        await store.RemoveAllAsync(prefix, cancellationToken);
        OnRemoved?.Invoke();
    }
}
