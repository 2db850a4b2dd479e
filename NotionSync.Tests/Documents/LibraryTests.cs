using System.Net;
using System.Text.Json;
using NotionSync.Documents;
using NotionSync.Http;
using NotionSync.Notion;
using NotionSync.Storage;
using NotionSync.Tests.Infrastructure;
using NotionSync.Tests.Publishing;

namespace NotionSync.Tests.Documents;

/// <summary>The library over its routes: what is listed, found, sent and changed.</summary>
public sealed class LibraryTests : IAsyncLifetime
{
    private readonly string _tenant = LibraryHost.NewTenant();
    private LibraryHost _host = null!;

    public async Task InitializeAsync() => _host = await LibraryHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Documents_are_sorted_by_title_or_by_change_and_listed_below_their_parents()
    {
        var parent = Page();
        await WriteAsync(parent, "Zebra");
        await WriteAsync(Page(), "apple", parent: parent);
        _host.Clock.Advance(TimeSpan.FromMinutes(1));
        await WriteAsync(Page(), "Äpfel und mehr", parent: parent);
        await WriteAsync(Page(), "Mango");

        Assert.Equal(["Äpfel und mehr", "apple", "Mango", "Zebra"], await TitlesAsync("?sort=title"));
        Assert.Equal(["Mango", "Äpfel und mehr", "apple", "Zebra"], await TitlesAsync("?sort=changed&pageSize=1"));
        Assert.Equal(["Äpfel und mehr", "apple"], await TitlesAsync($"?parentId={parent}&pageSize=1"));
    }

    [Fact]
    public async Task A_search_finds_parts_of_titles_and_words_of_texts_and_asks_for_all_of_them()
    {
        await WriteAsync(Page(), "Encryption policy", "Data at rest is encrypted with AES.");
        await WriteAsync(Page(), "Handbook", "See the *Encryption* chapter: keys, rotation.");
        await WriteAsync(Page(), "Größe", "情報セキュリティ方針");

        Assert.Equal(["Encryption policy", "Handbook"], await TitlesAsync("?query=encryption&pageSize=1"));
        Assert.Equal(["Encryption policy"], await TitlesAsync("?query=cryption%20poli"));
        Assert.Equal(["Handbook"], await TitlesAsync("?query=ENCRYPTION%20rotation"));
        Assert.Equal(["Größe"], await TitlesAsync($"?query={Uri.EscapeDataString("セキュリティ")}"));
        Assert.Empty(await TitlesAsync("?query=rotat"));
        Assert.Empty(await TitlesAsync("?query=%F0%9F%92%A9"));
        await RefusesAsync("invalid_filter", $"?query={new string('x', 300)}");
    }

    [Fact]
    public async Task A_search_among_what_waits_finds_nothing_else()
    {
        var (waiting, other) = (Page(), Page());
        await WriteAsync(waiting, "Waiting", "keyword");
        await WriteAsync(other, "Other", "keyword");
        await _host.PatchAsync(_tenant, Id(waiting), new { accessLevel = "public" });
        await WriteAsync(waiting, "Waiting", "keyword, changed");

        Assert.Equal(["Waiting"], await TitlesAsync("?waits=true&query=keyword"));
        await _host.AdminAsync(_tenant, HttpMethod.Post, $"documents/{Id(waiting)}/versions/2/approve");
        Assert.Empty(await TitlesAsync("?waits=true&query=keyword"));
        Assert.Equal(["Other", "Waiting"], await TitlesAsync("?query=keyword"));
    }

    [Fact]
    public async Task A_title_that_somebody_gave_stays_over_syncs_until_it_is_taken_back()
    {
        var page = Page();
        await WriteAsync(page, "Draft 7 FINAL");
        await _host.PatchAsync(_tenant, Id(page), new { title = "Security policy" });
        await WriteAsync(page, "Draft 8 FINAL", "other text");

        Assert.Equal(["Security policy"], await TitlesAsync("?query=security"));
        var document = await _host.AdminAsync(_tenant, HttpMethod.Get, $"documents/{Id(page)}");
        Assert.Equal("Draft 8 FINAL", document.GetProperty("source").GetProperty("title").GetString());

        await _host.PatchAsync(_tenant, Id(page), new { title = "" });
        Assert.Equal(["Draft 8 FINAL"], await TitlesAsync(string.Empty));
        Assert.Empty(await TitlesAsync("?query=security"));
    }

    [Fact]
    public async Task Pages_show_every_unchanged_document_once_while_others_come_go_and_change()
    {
        var kept = Enumerable.Range(0, 40).Select(_ => Page()).ToList();
        var restless = Enumerable.Range(0, 10).Select(_ => Page()).ToList();
        await Task.WhenAll(kept.Select((page, i) => WriteAsync(page, $"Kept {i:00}")).Concat(restless.Select((page, i) => WriteAsync(page, $"Lept {i}"))));
        var seen = new List<string>();
        string? cursor = null;
        var round = 0;

        do
        {
            var page = await _host.AdminAsync(_tenant, HttpMethod.Get, $"documents?pageSize=7{(cursor is null ? string.Empty : $"&cursor={cursor}")}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();

            // The last document of the page that was just read goes or moves: the place to go on from is a key, not a document.
            await WriteAsync(restless[round % 10], $"{(char)('A' + round)} moved");
            await WriteAsync(Page(), $"Kept {round:00} and new");
            await _host.AdminAsync(_tenant, HttpMethod.Delete, $"documents/{Id(restless[(round + 5) % 10])}", expected: HttpStatusCode.NoContent);
            await WriteAsync(restless[(round + 5) % 10], $"Z{round}");
            round++;
        }
        while (cursor is not null);

        Assert.All(kept, page => Assert.Single(seen, id => id == Id(page)));
    }

    [Fact]
    public async Task Each_page_takes_at_most_three_requests_also_where_a_filter_lets_nothing_pass()
    {
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => WriteAsync(Page(), $"Page {i}", level: i == 29 ? AccessLevel.Public : AccessLevel.Internal)));
        var counter = new RequestCounter();
        var store = new TableDocumentStore(RequestCounter.Client((await Azurite.SharedAsync()).ConnectionString, counter));

        foreach (var filter in new[] { new DocumentFilter(), new(Sort: DocumentSort.Title), new(AccessLevel: AccessLevel.ContactNda), new(OutsideOnly: true, Sort: DocumentSort.Title) })
        {
            string? continuation = null;
            var items = 0;

            do
            {
                var before = counter.Count;
                var page = await store.ListAsync(_tenant, filter, continuation, 10, default);
                Assert.InRange(counter.Count - before, 1, 3);
                continuation = page.Continuation;
                items += page.Items.Count;
            }
            while (continuation is not null);

            Assert.Equal(filter.OutsideOnly ? 1 : filter.AccessLevel is null ? 30 : 0, items);
        }
    }

    [Fact]
    public async Task Who_has_an_answer_already_gets_304_and_HEAD_gets_the_headers()
    {
        var page = Page();
        await WriteAsync(page, "One", "text");

        foreach (var path in new[] { "documents", $"documents/{Id(page)}", $"documents/{Id(page)}/content", $"documents/{Id(page)}/markdown", $"documents/{Id(page)}/html", $"documents/{Id(page)}/versions", "settings" })
        {
            using var first = await _host.SendAsync(HttpMethod.Get, $"tenants/{_tenant}/{path}", _tenant);
            var etag = first.Headers.GetValues("ETag").Single();
            using var again = await _host.SendAsync(HttpMethod.Get, $"tenants/{_tenant}/{path}", _tenant, null, Role.Reader, ("If-None-Match", $"\"other\", {etag}"));
            using var other = await _host.SendAsync(HttpMethod.Get, $"tenants/{_tenant}/{path}", _tenant, null, Role.Reader, ("If-None-Match", "\"other\""));
            using var head = await _host.SendAsync(HttpMethod.Head, $"tenants/{_tenant}/{path}", _tenant);

            Assert.Equal((HttpStatusCode.NotModified, string.Empty), (again.StatusCode, await again.Content.ReadAsStringAsync()));
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);
            Assert.Equal((HttpStatusCode.OK, string.Empty, etag), (head.StatusCode, await head.Content.ReadAsStringAsync(), head.Headers.GetValues("ETag").Single()));
            Assert.Equal("no-cache, private", string.Join(", ", first.Headers.CacheControl!.ToString().Split(", ").Order()));
        }

        await WriteAsync(page, "One", "other text");
        using var changed = await _host.SendAsync(HttpMethod.Get, $"tenants/{_tenant}/documents/{Id(page)}", _tenant);
        Assert.Equal(2, JsonSerializer.Deserialize<JsonElement>(await changed.Content.ReadAsStringAsync()).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task A_file_is_sent_in_ranges_under_its_name_whatever_characters_that_has()
    {
        var page = Page();
        var bytes = Enumerable.Range(0, 1000).Select(i => (byte)i).ToArray();
        var name = "Prüf\"bericht; a=b\r\nSet-Cookie: x=1.bin";
        var file = await _host.StoreFileAsync(_tenant, page, name, "application/octet-stream", bytes);
        await _host.WriteAsync(_tenant, page, "File", "text", attachments: [file], file: file);
        var path = $"tenants/{_tenant}/documents/{Id(page)}/content";

        using var part = await _host.SendAsync(HttpMethod.Get, path, _tenant, null, Role.Reader, ("Range", "bytes=10-19"));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(bytes[10..20], await part.Content.ReadAsByteArrayAsync());
        Assert.Equal("attachment", part.Content.Headers.ContentDisposition?.DispositionType);
        Assert.False(part.Headers.Contains("Set-Cookie"));
        Assert.DoesNotContain('\n', part.Content.Headers.GetValues("Content-Disposition").Single());

        using var outside = await _host.SendAsync(HttpMethod.Get, path, _tenant, null, Role.Reader, ("Range", "bytes=1000-"));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, outside.StatusCode);

        // Many overlapping ranges would multiply the answer: they get the file once.
        using var many = await _host.SendAsync(HttpMethod.Get, path, _tenant, null, Role.Reader, ("Range", $"bytes={string.Join(',', Enumerable.Repeat("0-999", 500))}"));
        Assert.Equal(1000, (await many.Content.ReadAsByteArrayAsync()).Length);
    }

    [Fact]
    public async Task Of_a_hundred_changes_at_once_one_wins_and_the_others_are_told()
    {
        var page = Page();
        await WriteAsync(page, "One");
        using var read = await _host.SendAsync(HttpMethod.Get, $"tenants/{_tenant}/documents/{Id(page)}", _tenant);
        var etag = read.Headers.GetValues("ETag").Single();

        var statuses = await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            using var response = await _host.SendAsync(HttpMethod.Patch, $"tenants/{_tenant}/documents/{Id(page)}", _tenant, new { title = $"Title {i}" }, Role.ContentManager, ("If-Match", etag));
            return (i, response.StatusCode);
        }));

        var winner = Assert.Single(statuses, status => status.StatusCode == HttpStatusCode.OK);
        Assert.Equal(99, statuses.Count(status => status.StatusCode == HttpStatusCode.PreconditionFailed));
        Assert.Equal([$"Title {winner.i}"], await TitlesAsync(string.Empty));
    }

    [Fact]
    public async Task Writers_that_try_again_lose_nothing()
    {
        var page = Page();
        await WriteAsync(page, "One");
        var store = new TableDocumentStore(new(((await Azurite.SharedAsync()).ConnectionString)));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            while (true)
            {
                var document = await store.FindAsync(_tenant, Id(page), default);

                if (await store.TrySaveAsync(document! with { TitleOverride = (document.TitleOverride ?? string.Empty) + "x" }, default) is not null)
                {
                    return;
                }
            }
        }));

        Assert.Equal([new string('x', 20)], await TitlesAsync(string.Empty));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("%2e%2e%2f%2e%2e%2fsecrets")]
    [InlineData("~settings")]
    [InlineData("~title.one")]
    [InlineData("settings")]
    [InlineData("%00")]
    [InlineData("'%20or%20RowKey%20gt%20'")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task What_is_no_id_is_no_document(string id)
    {
        await _host.AdminAsync(_tenant, HttpMethod.Patch, "settings", new { keepVersions = 10 });
        await WriteAsync(Page(), "one");

        using var response = await _host.SendAsync(HttpMethod.Get, $"tenants/{_tenant}/documents/{id}/content", _tenant);
        Assert.True(response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{response.StatusCode}");
    }

    private static NotionId Page() => new(Guid.NewGuid());

    private static string Id(NotionId page) => Document.IdFor("c1", page);

    private Task<bool> WriteAsync(NotionId page, string title, string markdown = "text", AccessLevel level = AccessLevel.Internal, NotionId? parent = null)
        => _host.WriteAsync(_tenant, page, title, markdown, level, parent);

    private async Task<List<string>> TitlesAsync(string query)
    {
        var titles = new List<string>();
        string? cursor = null;

        do
        {
            var page = await _host.AdminAsync(_tenant, HttpMethod.Get, $"documents{query}{(cursor is null ? string.Empty : $"{(query.Length == 0 ? '?' : '&')}cursor={cursor}")}");
            titles.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("title").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        return titles;
    }

    private async Task RefusesAsync(string code, string query)
    {
        var problem = await _host.AdminAsync(_tenant, HttpMethod.Get, $"documents{query}", expected: HttpStatusCode.BadRequest);
        Assert.Equal(code, problem.GetProperty("code").GetString());
    }
}
