using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NotionSync.Documents;
using NotionSync.Notion;
using NotionSync.Tests.Publishing;

namespace NotionSync.Tests.Documents;

public sealed class VersionTests : IAsyncLifetime
{
    private readonly string _tenant = LibraryHost.NewTenant();
    private readonly NotionId _page = new(Guid.NewGuid());
    private LibraryHost _host = null!;

    private string Id => Document.IdFor("c1", _page);

    public async Task InitializeAsync() => _host = await LibraryHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Each_changed_content_is_a_version_that_can_be_read_compared_and_restored()
    {
        Assert.True(await WriteAsync("one\ntwo\nthree\n"));
        Assert.True(await WriteAsync("one\n2\nthree\n"));
        Assert.False(await WriteAsync("one\n2\nthree\n"));

        Assert.Equal([(2, "published"), (1, "past")], await StatesAsync());
        Assert.Equal("one\ntwo\nthree\n", await TextAsync($"documents/{Id}/versions/1/markdown"));
        Assert.Equal("one\n2\nthree\n", await TextAsync($"documents/{Id}/versions/2/content"));
        Assert.Contains("<p", await TextAsync($"documents/{Id}/versions/1/html"), StringComparison.Ordinal);

        var comparison = await _host.AdminAsync(_tenant, HttpMethod.Get, $"documents/{Id}/versions/compare?from=1&to=2");
        var change = Assert.Single(comparison.GetProperty("changes").EnumerateArray());
        Assert.Equal("""{"fromLine":2,"removed":["two"],"toLine":2,"added":["2"]}""", change.ToString());

        await _host.AdminAsync(_tenant, HttpMethod.Post, $"documents/{Id}/versions/1/restore");
        Assert.Equal([(3, "published"), (2, "past"), (1, "past")], await StatesAsync());
        Assert.Equal("one\ntwo\nthree\n", await TextAsync($"documents/{Id}/markdown"));

        // The page did not change since: a sync does not undo what a person did.
        Assert.False(await WriteAsync("one\n2\nthree\n"));
        Assert.Equal("one\ntwo\nthree\n", await TextAsync($"documents/{Id}/markdown"));
        Assert.True(await WriteAsync("four\n"));
        Assert.Equal("four\n", await TextAsync($"documents/{Id}/markdown"));
    }

    [Fact]
    public async Task Old_versions_go_by_count_and_age_and_take_only_what_no_other_version_has()
    {
        var shared = await _host.StoreFileAsync(_tenant, _page, "shared.bin", "application/octet-stream", "shared"u8.ToArray());
        var own = await _host.StoreFileAsync(_tenant, _page, "own.bin", "application/octet-stream", "own"u8.ToArray());
        await _host.AdminAsync(_tenant, HttpMethod.Patch, "settings", new { keepVersions = 2 });

        await WriteAsync("first", shared, own);
        await WriteAsync("second", shared);
        await WriteAsync("third", shared);

        Assert.Equal([(3, "published"), (2, "past")], await StatesAsync());
        var content = _host.Services.GetRequiredService<IContentStore>();
        Assert.True(await content.ExistsAsync(ContentPath.File(_tenant, Id, shared.Sha256), default));
        Assert.False(await content.ExistsAsync(ContentPath.File(_tenant, Id, own.Sha256), default));
        await _host.AdminAsync(_tenant, HttpMethod.Get, $"documents/{Id}/versions/1/markdown", expected: HttpStatusCode.NotFound);
        Assert.Equal("shared", await TextAsync($"documents/{Id}/versions/2/attachments/shared.bin"));

        await _host.AdminAsync(_tenant, HttpMethod.Patch, "settings", new { keepVersions = 100, keepVersionsForDays = 30 });
        _host.Clock.Advance(TimeSpan.FromDays(31));
        await WriteAsync("fourth", shared);
        Assert.Equal([(4, "published")], await StatesAsync());
    }

    [Fact]
    public async Task A_change_of_a_document_that_is_visible_outside_waits_until_somebody_approves_it()
    {
        await WriteAsync("first");
        await _host.PatchAsync(_tenant, Id, new { accessLevel = "public" });
        Assert.True(await WriteAsync("second"));

        Assert.Equal([(2, "pending"), (1, "published")], await StatesAsync());
        Assert.Equal("first", await TextAsync($"documents/{Id}/markdown"));
        Assert.Equal("second", await TextAsync($"documents/{Id}/versions/2/markdown"));
        Assert.Equal([Id], await IdsAsync("documents?waits=true"));

        await WriteAsync("third");
        Assert.Equal([(3, "pending"), (2, "past"), (1, "published")], await StatesAsync());
        var late = await _host.AdminAsync(_tenant, HttpMethod.Post, $"documents/{Id}/versions/2/approve", expected: HttpStatusCode.Conflict);
        Assert.Equal("not_pending", late.GetProperty("code").GetString());

        await _host.AdminAsync(_tenant, HttpMethod.Post, $"documents/{Id}/versions/3/approve");
        await _host.AdminAsync(_tenant, HttpMethod.Post, $"documents/{Id}/versions/3/approve");
        Assert.Equal([(3, "published"), (2, "past"), (1, "past")], await StatesAsync());
        Assert.Equal("third", await TextAsync($"documents/{Id}/markdown"));
        Assert.Empty(await IdsAsync("documents?waits=true"));
    }

    [Fact]
    public async Task A_rejected_change_stays_away_until_the_page_changes_again()
    {
        await WriteAsync("first");
        await _host.PatchAsync(_tenant, Id, new { accessLevel = "contact" });
        await WriteAsync("second");
        await _host.AdminAsync(_tenant, HttpMethod.Post, $"documents/{Id}/versions/2/reject");

        Assert.False(await WriteAsync("second"));
        Assert.Equal([(2, "rejected"), (1, "published")], await StatesAsync());
        Assert.True(await WriteAsync("third"));
        Assert.Equal([(3, "pending"), (2, "rejected"), (1, "published")], await StatesAsync());

        // Back to what is shown: nothing is left to approve.
        Assert.False(await WriteAsync("first"));
        Assert.Equal([(3, "past"), (2, "rejected"), (1, "published")], await StatesAsync());
    }

    [Fact]
    public async Task A_tenant_may_publish_changes_at_once()
    {
        await _host.AdminAsync(_tenant, HttpMethod.Patch, "settings", new { publishChanges = "automatically" });
        await WriteAsync("first");
        await _host.PatchAsync(_tenant, Id, new { accessLevel = "public" });
        await WriteAsync("second");

        Assert.Equal([(2, "published"), (1, "past")], await StatesAsync());
    }

    [Fact]
    public async Task A_page_that_moved_is_shown_at_its_old_place_until_somebody_approves_it()
    {
        var (before, after) = (new NotionId(Guid.NewGuid()), new NotionId(Guid.NewGuid()));
        await _host.WriteAsync(_tenant, _page, "Page", "text", parent: before);
        await _host.PatchAsync(_tenant, Id, new { accessLevel = "public" });
        await _host.WriteAsync(_tenant, _page, "Page", "text", parent: after);

        Assert.Equal([Id], await IdsAsync($"documents?parentId={before}"));
        Assert.Empty(await IdsAsync($"documents?parentId={after}"));
        Assert.Equal([Id], await IdsAsync("documents?waits=true"));

        await _host.AdminAsync(_tenant, HttpMethod.Post, $"documents/{Id}/move/approve");
        Assert.Equal([Id], await IdsAsync($"documents?parentId={after}"));
        Assert.Empty(await IdsAsync($"documents?parentId={before}"));
    }

    [Fact]
    public async Task A_new_sub_page_is_no_wider_than_its_parent_is_then_and_never_wider_than_asked()
    {
        var parent = new NotionId(Guid.NewGuid());
        await _host.WriteAsync(_tenant, parent, "Parent", "text", AccessLevel.Public);
        await _host.PatchAsync(_tenant, Document.IdFor("c1", parent), new { accessLevel = "contact_nda" });

        Assert.Equal("contact_nda", await NewLevelAsync(AccessLevel.Public, isSubpage: true));
        Assert.Equal("internal", await NewLevelAsync(AccessLevel.Internal, isSubpage: true));
        Assert.Equal("public", await NewLevelAsync(AccessLevel.Public, isSubpage: false));

        async Task<string?> NewLevelAsync(AccessLevel asked, bool isSubpage)
        {
            var page = new NotionId(Guid.NewGuid());
            await _host.WriteAsync(_tenant, page, "Child", "text", asked, parent, isSubpage: isSubpage);
            return (await _host.AdminAsync(_tenant, HttpMethod.Get, $"documents/{Document.IdFor("c1", page)}")).GetProperty("accessLevel").GetString();
        }
    }

    [Fact]
    public async Task What_was_deleted_and_imported_again_begins_anew()
    {
        await WriteAsync("first");
        await WriteAsync("second");
        await _host.AdminAsync(_tenant, HttpMethod.Delete, $"documents/{Id}", expected: HttpStatusCode.NoContent);
        Assert.Empty(await IdsAsync("documents?query=page"));

        await WriteAsync("first");
        Assert.Equal([(1, "published")], await StatesAsync());
        Assert.Equal([Id], await IdsAsync("documents?query=first"));
        Assert.Empty(await IdsAsync("documents?query=second"));
    }

    private Task<bool> WriteAsync(string markdown, params Attachment[] attachments) => _host.WriteAsync(_tenant, _page, "Page", markdown, attachments: attachments);

    private async Task<(int, string?)[]> StatesAsync()
    {
        var versions = await _host.AdminAsync(_tenant, HttpMethod.Get, $"documents/{Id}/versions");
        return [.. versions.GetProperty("items").EnumerateArray().Select(version => (version.GetProperty("version").GetInt32(), version.GetProperty("state").GetString()))];
    }

    private async Task<string[]> IdsAsync(string path)
        => [.. (await _host.AdminAsync(_tenant, HttpMethod.Get, path)).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];

    private async Task<string> TextAsync(string path)
    {
        using var response = await _host.SendAsync(HttpMethod.Get, $"tenants/{_tenant}/{path}", _tenant);
        return Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync());
    }
}
