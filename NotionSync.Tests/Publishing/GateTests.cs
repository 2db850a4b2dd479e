using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NotionSync.Connections.Disconnecting;
using NotionSync.Documents;
using NotionSync.Http;
using NotionSync.Notion;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Publishing;

/// <summary>What visitors get, header by header.</summary>
public sealed class GateTests : IAsyncLifetime
{
    private readonly string _tenant = LibraryHost.NewTenant();
    private readonly NotionId _page = new(Guid.NewGuid());
    private LibraryHost _host = null!;

    private string Id => Document.IdFor("c1", _page);

    public async Task InitializeAsync() => _host = await LibraryHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Nothing_of_a_change_under_review_is_outside_before_its_approval()
    {
        var (other, old, secret) = (new NotionId(Guid.NewGuid()), await FileAsync("old.txt", "oldfile"), await FileAsync("new.txt", "secretfile"));
        await _host.WriteAsync(_tenant, _page, "Oldtitle", "oldtext", AccessLevel.Public, attachments: [old]);
        await _host.WriteAsync(_tenant, other, "Other", $"See [it](https://www.notion.so/{_page.Value:N}).", AccessLevel.Public);
        string[] paths = ["documents", $"documents/{Id}", $"documents/{Id}/content", $"documents/{Id}/html", $"documents/{Id}/attachments/old.txt", $"documents/{Document.IdFor("c1", other)}/html"];
        var tags = new Dictionary<string, string>();

        foreach (var path in paths)
        {
            tags[path] = (await GetAsync(path)).ETag;
        }

        Assert.True(await _host.WriteAsync(_tenant, _page, "Secrettitle", "secrettext", attachments: [secret]));

        foreach (var path in paths)
        {
            // Not even the tags of what visitors keep change: a cache learns nothing.
            var (status, body, etag) = await GetAsync(path);
            Assert.Equal((HttpStatusCode.OK, tags[path]), (status, etag));
            Assert.DoesNotContain("secret", body, StringComparison.OrdinalIgnoreCase);
            var (kept, nothing, _) = await GetAsync(path, ("If-None-Match", tags[path]));
            Assert.Equal((HttpStatusCode.NotModified, string.Empty), (kept, nothing));
            Assert.DoesNotContain("secret", (await GetAsync(path, ("Range", "bytes=0-4000"))).Body, StringComparison.OrdinalIgnoreCase);
        }

        foreach (var path in new[] { $"documents/{Id}/attachments/new.txt", $"documents/{Id}/versions", $"documents/{Id}/versions/2", $"documents/{Id}/versions/2/html", $"documents/{Id}/markdown" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(path)).Status);
        }

        Assert.Empty(await FoundAsync("secrettext"));
        Assert.Empty(await FoundAsync("secrettitle"));
        Assert.Equal([Id], await FoundAsync("oldtext"));

        await _host.AdminAsync(_tenant, HttpMethod.Post, $"documents/{Id}/versions/2/approve");
        Assert.Contains("secrettext", (await GetAsync($"documents/{Id}/html")).Body, StringComparison.Ordinal);
        Assert.Equal("secretfile", (await GetAsync($"documents/{Id}/attachments/new.txt")).Body);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"documents/{Id}/attachments/old.txt")).Status);
        Assert.Equal([Id], await FoundAsync("secrettext"));
    }

    [Fact]
    public async Task A_file_under_review_is_the_old_one_in_whole_in_ranges_and_in_its_headers()
    {
        var (old, secret) = (await FileAsync("old.pdf", "%PDF-old-report", "application/pdf"), await FileAsync("secretname.pdf", "%PDF-secret-and-longer-report", "application/pdf"));
        await _host.WriteAsync(_tenant, _page, "Report", "text", AccessLevel.Public, file: old, attachments: [old]);
        var (session, _) = await ContactAsync("library", "contact_nda");
        var tag = (await GetAsync($"documents/{Id}/content")).ETag;
        Assert.True(await _host.WriteAsync(_tenant, _page, "Report", "secrettext", file: secret, attachments: [secret]));

        foreach (var credential in new (string, string)[][] { [], [("Authorization", $"Bearer {session}")] })
        {
            foreach (var range in new[] { null, "bytes=0-", "bytes=5-10", "bytes=-6", "bytes=15-28", "bytes=0-1,5-10", "bytes=28-0", "bytes=99999999999999999999-" })
            {
                foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
                {
                    (string, string)[] headers = range is null ? credential : [.. credential, ("Range", range)];
                    using var response = await _host.SendAsync(method, $"public/{_tenant}/documents/{Id}/content", null, null, Role.Reader, headers);
                    var all = $"{response.Headers}{response.Content.Headers}{await response.Content.ReadAsStringAsync()}";
                    Assert.True((int)response.StatusCode is 200 or 206 or 416, all);
                    Assert.DoesNotContain("secret", all, StringComparison.Ordinal);
                    Assert.DoesNotContain("longer", all, StringComparison.Ordinal);
                    Assert.True(response.Content.Headers.ContentRange?.Length is null or 15, all);
                }
            }

            // Whoever knows the tag of what waits learns nothing by it.
            using var stale = await _host.SendAsync(HttpMethod.Get, $"public/{_tenant}/documents/{Id}/content", null, null, Role.Reader, [.. credential, ("If-Range", $"\"{secret.Sha256}\""), ("Range", "bytes=0-3")]);
            Assert.Equal((HttpStatusCode.OK, tag), (stale.StatusCode, stale.Headers.ETag?.ToString()));
            using var guess = await _host.SendAsync(HttpMethod.Get, $"public/{_tenant}/documents/{Id}/content", null, null, Role.Reader, [.. credential, ("If-None-Match", $"\"{secret.Sha256}\"")]);
            Assert.Equal(HttpStatusCode.OK, guess.StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"documents/{Id}/attachments/secretname.pdf")).Status);
        await _host.AdminAsync(_tenant, HttpMethod.Post, $"documents/{Id}/versions/2/approve");

        // What a cache kept is asked about, and is not valid any more.
        var (status, body, _) = await GetAsync($"documents/{Id}/content", ("If-None-Match", tag));
        Assert.Equal((HttpStatusCode.OK, "%PDF-secret-and-longer-report"), (status, body));
        await _host.PatchAsync(_tenant, Id, new { accessLevel = "internal" });
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"documents/{Id}/content", ("If-None-Match", $"\"{secret.Sha256}\""))).Status);
    }

    [Fact]
    public async Task A_file_s_name_writes_no_headers_outside_and_many_ranges_do_not_multiply_it()
    {
        var file = await FileAsync("Prüf\"bericht; a=b\r\nSet-Cookie: x=1.pdf", new string('a', 1000), "application/pdf");
        await _host.WriteAsync(_tenant, _page, "Title\r\nSet-Cookie: y=1", "text", AccessLevel.Public, file: file, attachments: [file]);

        foreach (var path in new[] { "content", "html", $"attachments/{Uri.EscapeDataString(file.Name)}" })
        {
            using var response = await _host.SendAsync(HttpMethod.Get, $"public/{_tenant}/documents/{Id}/{path}", null, null, Role.Reader, ("Range", $"bytes={string.Join(',', Enumerable.Repeat("0-999", 500))}"));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.False(response.Headers.Contains("Set-Cookie"));
            Assert.True((await response.Content.ReadAsByteArrayAsync()).Length <= 1000 || path == "html");
        }
    }

    [Fact]
    public async Task A_page_that_goes_missing_comes_back_or_loses_its_connection_is_in_the_log()
    {
        var presence = _host.Services.GetRequiredService<DocumentPresence>();
        await _host.WriteAsync(_tenant, _page, "Title", "text");
        Assert.True(await presence.MarkMissingAsync(_tenant, Id, AbsenceReason.InTrash, "run1", default));
        Assert.False(await presence.MarkMissingAsync(_tenant, Id, AbsenceReason.InTrash, "run2", default));
        await _host.WriteAsync(_tenant, _page, "Title", "text");
        await presence.MarkMissingAsync(_tenant, Id, AbsenceReason.InTrash, "run3", default);
        var source = (await _host.Services.GetRequiredService<IDocumentStore>().FindAsync(_tenant, Id, default))!.Source;
        Assert.True(await presence.RefreshAsync(_tenant, Id, source, "run4", default));
        var disconnected = _host.Services.GetRequiredService<DisconnectedDocuments>();
        await disconnected.ClearAsync(_tenant, "c1", removes: false, null, default);
        await disconnected.ClearAsync(_tenant, "c1", removes: false, null, default);

        var log = (await _host.AdminAsync(_tenant, HttpMethod.Get, "audit")).GetProperty("items").EnumerateArray().Reverse().ToList();
        Assert.Equal(
            ["document.imported", "document.missing", "document.returned", "document.missing", "document.returned", "document.disconnected"],
            log.Select(entry => entry.GetProperty("action").GetString()));
        Assert.Equal(["run:run1", "run:run3", "run:run4", "system"], new[] { 1, 3, 4, 5 }.Select(index => log[index].GetProperty("actor").GetString()));
        Assert.All(log, entry => Assert.Equal($"document:{Id}", entry.GetProperty("subject").GetString()));
    }

    [Fact]
    public async Task What_may_not_be_seen_looks_like_what_is_not_there()
    {
        await _host.WriteAsync(_tenant, _page, "Internal", "text");
        var unknown = Document.IdFor("c1", new(Guid.NewGuid()));
        var bodies = new HashSet<string>();

        foreach (var path in new[] { $"{_tenant}/documents/{Id}", $"{_tenant}/documents/{Id}/html", $"{_tenant}/documents/{Id}/attachments/x", $"{_tenant}/documents/{unknown}", $"{_tenant}/documents/..%2f..", $"{_tenant}/nda", $"{LibraryHost.NewTenant()}/documents/{Id}" })
        {
            using var response = await _host.SendAsync(HttpMethod.Get, $"public/{path}");
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
            var body = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(await response.Content.ReadAsStringAsync())!;
            Assert.True(body.Remove("traceId"));
            bodies.Add(JsonSerializer.Serialize(body));
        }

        Assert.Single(bodies);
    }

    [Fact]
    public async Task Refusals_take_a_step_of_time_whatever_was_looked_at()
    {
        await using var host = await LibraryHost.StartAsync("Gate:RefusalMilliseconds=300");
        await host.WriteAsync(_tenant, _page, "Internal", "text");

        foreach (var id in new[] { Id, Document.IdFor("c1", new(Guid.NewGuid())), "none" })
        {
            var started = TimeProvider.System.GetTimestamp();
            using var response = await host.SendAsync(HttpMethod.Get, $"public/{_tenant}/documents/{id}");
            Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(290), id);
        }
    }

    [Fact]
    public async Task Only_what_anybody_may_see_may_be_kept_by_others()
    {
        await _host.WriteAsync(_tenant, _page, "Public", "text", AccessLevel.Public);
        var (session, _) = await ContactAsync("library", "contact");

        foreach (var path in new[] { "documents", $"documents/{Id}", $"documents/{Id}/html", $"documents/{Id}/content" })
        {
            using var anonymous = await _host.SendAsync(HttpMethod.Get, $"public/{_tenant}/{path}");
            Assert.Equal(("public, no-cache", "Authorization, Cookie"), (anonymous.Headers.GetValues("Cache-Control").Single(), string.Join(", ", anonymous.Headers.Vary)));
            Assert.NotNull(anonymous.Headers.ETag);

            // Also with a session that is none: an answer to it must not become everybody's.
            foreach (var token in new[] { session, "garbage" })
            {
                using var contact = await _host.SendAsync(HttpMethod.Get, $"public/{_tenant}/{path}", null, null, Role.Reader, ("Authorization", $"Bearer {token}"));
                Assert.Equal((HttpStatusCode.OK, "no-store, private"), (contact.StatusCode, contact.Headers.CacheControl?.ToString()));
            }
        }

        using var list = await _host.SendAsync(HttpMethod.Get, $"public/{_tenant}/documents/{Id}");
        var text = await list.Content.ReadAsStringAsync();
        Assert.All(new[] { "notion", "connection", "source", "version", _page.ToString(), _page.Value.ToString("N") }, word => Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_link_leads_to_a_cookie_and_away_from_the_address_that_holds_it()
    {
        await _host.WriteAsync(_tenant, _page, "For contacts", "text", AccessLevel.Contact);
        var (_, link) = await ContactAsync("library", "contact");

        using var entered = await _host.SendAsync(HttpMethod.Get, $"public/{_tenant}/enter?link={link}");
        Assert.Equal((HttpStatusCode.SeeOther, "documents"), (entered.StatusCode, entered.Headers.Location?.ToString()));
        Assert.Equal("no-referrer", entered.Headers.GetValues("Referrer-Policy").Single());
        var cookie = entered.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/api/public", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(link, cookie, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, (await GetAsync($"documents/{Id}", ("Cookie", cookie.Split(';')[0]))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"documents/{Id}", ("Cookie", "ns_access=1"))).Status);

        // The link itself is no session, and a session is no link.
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"documents/{Id}", ("Authorization", $"Bearer {link}"))).Status);
        using var exchanged = await _host.SendAsync(HttpMethod.Post, $"public/{_tenant}/session", null, new { link = cookie.Split('=', ';')[1] });
        Assert.Equal(HttpStatusCode.Unauthorized, exchanged.StatusCode);
    }

    [Fact]
    public async Task A_link_that_was_changed_revoked_or_made_elsewhere_opens_nothing()
    {
        await _host.WriteAsync(_tenant, _page, "For contacts", "text", AccessLevel.Contact);
        var (session, link) = await ContactAsync("library", "contact");
        var other = LibraryHost.NewTenant();
        var (otherSession, otherLink) = await ContactAsync("library", "contact", other);

        foreach (var token in new[] { otherLink, otherSession, link[..^1], link + "A", $"{(link[0] == 'A' ? 'B' : 'A')}{link[1..]}", link[..^1] + (link[^1] == 'A' ? 'Q' : 'A'), string.Empty, new string('A', link.Length), new string('x', 5000) })
        {
            using var refused = await _host.SendAsync(HttpMethod.Post, $"public/{_tenant}/session", null, new { link = token });
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Equal("link_invalid", JsonSerializer.Deserialize<JsonElement>(await refused.Content.ReadAsStringAsync()).GetProperty("code").GetString());
            Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"documents/{Id}", ("Authorization", $"Bearer {token}"))).Status);
        }

        Assert.Equal(HttpStatusCode.OK, (await GetAsync($"documents/{Id}", ("Authorization", $"Bearer {session}"))).Status);
        var contacts = await _host.AdminAsync(_tenant, HttpMethod.Get, "contacts");
        var contact = contacts.GetProperty("items")[0].GetProperty("id").GetString();
        var links = await _host.AdminAsync(_tenant, HttpMethod.Get, $"contacts/{contact}/links");
        var id = links.GetProperty("items")[0].GetProperty("id").GetString();
        Assert.DoesNotContain(link, links.ToString(), StringComparison.Ordinal);

        await _host.AdminAsync(_tenant, HttpMethod.Delete, $"links/{id}", expected: HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"documents/{Id}", ("Authorization", $"Bearer {session}"))).Status);
        using var again = await _host.SendAsync(HttpMethod.Post, $"public/{_tenant}/session", null, new { link });
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }

    [Fact]
    public async Task Who_asks_for_access_gets_it_with_level_and_end_when_somebody_approves()
    {
        await _host.WriteAsync(_tenant, _page, "For contacts", "text", AccessLevel.Contact);
        using var asked = await _host.SendAsync(HttpMethod.Post, $"public/{_tenant}/access-requests", null, new { email = "Visitor@Example.com", company = "Example", documentIds = new[] { Id } });
        using var strange = await _host.SendAsync(HttpMethod.Post, $"public/{_tenant}/access-requests", null, new { email = "not an address" });
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.BadRequest), (asked.StatusCode, strange.StatusCode));

        var request = Assert.Single((await _host.AdminAsync(_tenant, HttpMethod.Get, "access-requests")).GetProperty("items").EnumerateArray());
        var approved = await _host.AdminAsync(_tenant, HttpMethod.Post, $"access-requests/{request.GetProperty("id").GetString()}/approve", new { level = "contact", expiresAt = _host.Clock.GetUtcNow().AddDays(2) }, HttpStatusCode.Created);
        Assert.Equal("visitor@example.com", approved.GetProperty("contact").GetProperty("email").GetString());
        var session = await OpenAsync(_tenant, approved.GetProperty("link").GetProperty("token").GetString()!);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync($"documents/{Id}", ("Authorization", $"Bearer {session}"))).Status);
        Assert.Empty((await _host.AdminAsync(_tenant, HttpMethod.Get, "access-requests")).GetProperty("items").EnumerateArray());

        _host.Clock.Advance(TimeSpan.FromDays(3));
        session = await OpenAsync(_tenant, approved.GetProperty("link").GetProperty("token").GetString()!);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"documents/{Id}", ("Authorization", $"Bearer {session}"))).Status);
    }

    [Fact]
    public async Task Every_change_and_every_view_is_in_the_log_and_nothing_takes_it_out()
    {
        await _host.WriteAsync(_tenant, _page, "=Title", "text", AccessLevel.Public);
        await _host.PatchAsync(_tenant, Id, new { title = "=cmd|' /C calc'!A0" });
        var (session, link) = await ContactAsync("library", "contact");
        await GetAsync($"documents/{Id}/html");
        await GetAsync($"documents/{Id}", ("Authorization", $"Bearer {session}"));

        var log = await _host.AdminAsync(_tenant, HttpMethod.Get, "audit");
        var entries = log.GetProperty("items").EnumerateArray().Select(entry => (entry.GetProperty("actor").GetString()!.Split(':')[0], entry.GetProperty("action").GetString())).Reverse().ToList();
        Assert.Equal([("run", "document.imported"), ("user", "document.changed"), ("user", "contact.added"), ("user", "grant.added"), ("user", "link.added"), ("contact", "session.opened"), ("anonymous", "document.shown"), ("contact", "document.read")], entries);
        Assert.All(new[] { session, link }, secret => Assert.DoesNotContain(secret, log.ToString(), StringComparison.Ordinal));

        using var lines = await _host.SendAsync(HttpMethod.Get, $"tenants/{_tenant}/audit/export", _tenant);
        Assert.Equal(8, (await lines.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).Count());
        using var csv = await _host.SendAsync(HttpMethod.Get, $"tenants/{_tenant}/audit/export?format=csv", _tenant);
        Assert.Equal(9, (await csv.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);

        foreach (var method in new[] { HttpMethod.Delete, HttpMethod.Put, HttpMethod.Post, HttpMethod.Patch })
        {
            using var refused = await _host.SendAsync(method, $"tenants/{_tenant}/audit", _tenant, new { });
            Assert.Equal(HttpStatusCode.MethodNotAllowed, refused.StatusCode);
        }
    }

    [Fact]
    public async Task Each_kind_of_change_and_of_view_has_its_entry()
    {
        var (moved, place) = (new NotionId(Guid.NewGuid()), new NotionId(Guid.NewGuid()));
        var file = await FileAsync("a.txt", "file");
        await _host.WriteAsync(_tenant, _page, "Title", "one", AccessLevel.Public, attachments: [file]);
        await _host.WriteAsync(_tenant, moved, "Moved", "text", AccessLevel.Public);
        await _host.WriteAsync(_tenant, place, "Place", "text");
        await DoAsync(HttpMethod.Patch, "settings", new { keepVersions = 50 });

        // Outside.
        foreach (var path in new[] { "documents", "documents?query=one", $"documents/{Id}", $"documents/{Id}/html", $"documents/{Id}/content", $"documents/{Id}/attachments/a.txt" })
        {
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(path)).Status);
        }

        // Versions and places.
        await _host.WriteAsync(_tenant, _page, "Title", "two");
        await DoAsync(HttpMethod.Post, $"documents/{Id}/versions/2/approve");
        await _host.WriteAsync(_tenant, _page, "Title", "three");
        await DoAsync(HttpMethod.Post, $"documents/{Id}/versions/3/reject");
        await DoAsync(HttpMethod.Post, $"documents/{Id}/versions/1/restore");
        await _host.WriteAsync(_tenant, moved, "Moved", "text", parent: place);
        await DoAsync(HttpMethod.Post, $"documents/{Document.IdFor("c1", moved)}/move/approve");
        await _host.WriteAsync(_tenant, place, "Place", "other text");

        // Contacts and what they are given.
        var group = await DoAsync(HttpMethod.Post, "groups", new { name = "Group" });
        await DoAsync(HttpMethod.Patch, $"groups/{group}", new { name = "Other" });
        await DoAsync(HttpMethod.Post, "nda", new { text = "Text", askAgain = true });
        var (session, _) = await ContactAsync("library", "contact_nda");
        using var accepted = await _host.SendAsync(HttpMethod.Post, $"public/{_tenant}/nda/acceptance", null, new { version = 1 }, Role.Reader, ("Authorization", $"Bearer {session}"));
        var contact = (await _host.AdminAsync(_tenant, HttpMethod.Get, "contacts")).GetProperty("items")[0].GetProperty("id").GetString();
        await DoAsync(HttpMethod.Patch, $"contacts/{contact}", new { name = "Name" });
        await DoAsync(HttpMethod.Delete, $"links/{await DoAsync(HttpMethod.Post, $"contacts/{contact}/links", new { })}");
        await DoAsync(HttpMethod.Delete, $"grants/{await DoAsync(HttpMethod.Post, "grants", new { scope = "library", level = "contact", contactId = contact })}");
        await _host.PatchAsync(_tenant, Id, new { contacts = new[] { contact } });
        await DoAsync(HttpMethod.Post, "documents/access-level", new { documentIds = new[] { Id }, accessLevel = "contact" });

        foreach (var (email, decision) in new[] { ("a@example.com", "approve"), ("b@example.com", "reject") })
        {
            using var asked = await _host.SendAsync(HttpMethod.Post, $"public/{_tenant}/access-requests", null, new { email });
            var request = (await _host.AdminAsync(_tenant, HttpMethod.Get, "access-requests")).GetProperty("items")[0].GetProperty("id").GetString();
            await DoAsync(HttpMethod.Post, $"access-requests/{request}/{decision}", new { level = "contact" });
        }

        await DoAsync(HttpMethod.Delete, $"groups/{group}");
        await DoAsync(HttpMethod.Delete, $"contacts/{contact}");
        await DoAsync(HttpMethod.Delete, $"documents/{Id}");

        var log = new List<string>();
        string? cursor = null;

        do
        {
            var page = await _host.AdminAsync(_tenant, HttpMethod.Get, $"audit?pageSize=20{(cursor is null ? string.Empty : $"&cursor={cursor}")}");
            log.AddRange(page.GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("action").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        string[] expected =
        [
            "access.approved", "access.rejected", "access.requested", "attachment.downloaded", "contact.added", "contact.changed", "contact.removed", "document.changed",
            "document.contacts", "document.downloaded", "document.imported", "document.read", "document.removed", "document.shown", "documents.listed", "documents.searched",
            "grant.added", "grant.removed", "group.added", "group.changed", "group.removed", "link.added", "link.revoked", "move.approved", "nda.accepted", "nda.published",
            "session.opened", "settings.changed", "version.approved", "version.published", "version.rejected", "version.restored", "version.waits",
        ];
        Assert.Equal(expected, log.Distinct().Order(StringComparer.Ordinal));

        async Task<string?> DoAsync(HttpMethod method, string path, object? body = null)
        {
            using var response = await _host.SendAsync(method, $"tenants/{_tenant}/{path}", _tenant, body);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {text}");
            return text.Length > 0 && JsonSerializer.Deserialize<JsonElement>(text).TryGetProperty("id", out var id) ? id.GetString() : null;
        }
    }

    [Fact]
    public async Task Somebody_who_asks_too_often_is_told_to_wait()
    {
        await using var host = await LibraryHost.StartAsync("Gate:RequestsPerMinute=5", "Gate:FormsPerMinute=2");
        var statuses = new List<HttpStatusCode>();

        for (var i = 0; i < 4; i++)
        {
            // What a client writes before the platform's own address makes nobody somebody else.
            using var form = await host.SendAsync(HttpMethod.Post, $"public/{_tenant}/session", null, new { link = "x" }, Role.Reader, ("X-Forwarded-For", $"198.51.100.{i}, 203.0.113.7:1234"));
            statuses.Add(form.StatusCode);
        }

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], statuses);
        using var other = await host.SendAsync(HttpMethod.Get, $"public/{_tenant}/documents", null, null, Role.Reader, ("X-Forwarded-For", "203.0.113.8"));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        using var same = await host.SendAsync(HttpMethod.Get, $"public/{_tenant}/documents", null, null, Role.Reader, ("X-Forwarded-For", "203.0.113.7"));
        using var late = await host.SendAsync(HttpMethod.Get, $"public/{_tenant}/documents", null, null, Role.Reader, ("X-Forwarded-For", "203.0.113.7"));
        Assert.Equal(HttpStatusCode.TooManyRequests, late.StatusCode);
        Assert.Equal("60", late.Headers.GetValues("Retry-After").Single());
    }

    [Fact]
    public async Task A_file_that_says_it_is_something_else_is_no_page_of_ours()
    {
        var html = await FileAsync("report.pdf", "<html><script>alert(1)</script></html>", "application/pdf");
        var page = await FileAsync("page.html", "<script>alert(1)</script>", "text/html");
        var bomb = await FileAsync("bomb.zip", new string('\0', 1000), "application/zip");
        await _host.WriteAsync(_tenant, _page, "Files", "text", AccessLevel.Public, attachments: [html, page, bomb]);

        foreach (var name in new[] { "report.pdf", "page.html", "bomb.zip" })
        {
            using var response = await _host.SendAsync(HttpMethod.Get, $"public/{_tenant}/documents/{Id}/attachments/{name}");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("default-src 'none'; sandbox", response.Headers.GetValues("Content-Security-Policy").Single());
            Assert.Equal(name == "report.pdf" ? "inline" : "attachment", response.Content.Headers.ContentDisposition?.DispositionType);
            Assert.Empty(response.Content.Headers.ContentEncoding);
        }
    }

    [Fact]
    public async Task What_is_packed_in_a_file_is_sent_as_it_is_and_never_unpacked()
    {
        using var zip = new MemoryStream();

        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = archive.CreateEntry("../../bomb.bin").Open())
        {
            entry.Write(new byte[20 << 20]);
        }

        using var gzip = new MemoryStream();

        using (var packed = new GZipStream(gzip, CompressionLevel.Optimal, leaveOpen: true))
        {
            packed.Write(new byte[20 << 20]);
        }

        var files = new[] { await _host.StoreFileAsync(_tenant, _page, "bomb.zip", "application/zip", zip.ToArray()), await _host.StoreFileAsync(_tenant, _page, "bomb.gz", "application/gzip", gzip.ToArray()) };
        await _host.WriteAsync(_tenant, _page, "Files", "text", AccessLevel.Public, attachments: files);

        foreach (var file in files)
        {
            using var response = await _host.SendAsync(HttpMethod.Get, $"public/{_tenant}/documents/{Id}/attachments/{file.Name}", null, null, Role.Reader, ("Accept-Encoding", "gzip, deflate, br"));
            Assert.Equal(file.Size, (await response.Content.ReadAsByteArrayAsync()).Length);
            Assert.InRange(file.Size, 1, 100_000);
            Assert.Empty(response.Content.Headers.ContentEncoding);
        }

        using var body = new ByteArrayContent(gzip.ToArray()) { Headers = { ContentType = new("application/json"), ContentEncoding = { "gzip" } } };
        using var form = await _host.Http.PostAsync(new Uri($"public/{_tenant}/access-requests", UriKind.Relative), body);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);
    }

    /// <summary>Ways out of a document's place, in each part of an address that a visitor may choose.</summary>
    [Theory]
    [InlineData("..")]
    [InlineData("%2e%2e")]
    [InlineData("..%2f{other}%2fcontent.md")]
    [InlineData("%2e%2e%2f{other}%2fcontent.md")]
    [InlineData("..%5c{other}%5ccontent.md")]
    [InlineData("%252e%252e%252f{other}%252fcontent.md")]
    [InlineData("....%2f%2f{other}%2fcontent.md")]
    [InlineData("%c0%ae%c0%ae%c0%af{other}%c0%afcontent.md")]
    [InlineData("%2f{tenant}%2f{other}%2fcontent.md")]
    [InlineData("{other}%2fcontent.md")]
    [InlineData("{other}%00.pdf")]
    [InlineData("{other}%20")]
    [InlineData("{other};type=x")]
    [InlineData("%EF%BC%8E%EF%BC%8E%EF%BC%8F{other}")]
    [InlineData("%E2%80%AE{other}")]
    [InlineData("~words.{other}")]
    [InlineData("~version.{other}.1")]
    [InlineData("manifest.json")]
    [InlineData("content.md")]
    [InlineData("CON")]
    [InlineData("%0d%0aSet-Cookie:%20x=1")]
    [InlineData("'%20or%20PartitionKey%20ne%20'")]
    [InlineData("%F0%9F%94%93")]
    [InlineData("%ff%fe")]
    public async Task No_odd_name_leads_to_what_is_not_shown(string name)
    {
        var hidden = new NotionId(Guid.NewGuid());
        await _host.WriteAsync(_tenant, _page, "Public", "text", AccessLevel.Public);
        await _host.WriteAsync(_tenant, hidden, "Hiddentitle", "hiddentext", attachments: [await _host.StoreFileAsync(_tenant, hidden, "hidden.txt", "text/plain", "hiddenfile"u8.ToArray())]);
        name = name.Replace("{other}", Document.IdFor("c1", hidden), StringComparison.Ordinal).Replace("{tenant}", _tenant, StringComparison.Ordinal);

        foreach (var path in new[] { $"documents/{name}", $"documents/{name}/html", $"documents/{name}/content", $"documents/{name}/attachments/hidden.txt", $"documents/{Id}/attachments/{name}", $"documents?parentId={name}" })
        {
            using var response = await _host.SendAsync(HttpMethod.Get, $"public/{_tenant}/{path}");
            var all = $"{response.Headers}{await response.Content.ReadAsStringAsync()}";

            // What the client itself shortens to the list is the list.
            Assert.True(response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest || (name is ".." or "%2e%2e" && response.StatusCode == HttpStatusCode.OK), $"{path}: {all}");
            Assert.DoesNotContain("hidden", all, StringComparison.OrdinalIgnoreCase);
            Assert.False(response.Headers.Contains("Set-Cookie"));
        }
    }

    [Fact]
    public async Task An_acceptance_of_the_NDA_names_who_what_and_when_and_a_new_version_may_ask_again()
    {
        await _host.WriteAsync(_tenant, _page, "Secret", "text", AccessLevel.ContactNda);
        var (session, _) = await ContactAsync("library", "contact_nda");
        var bearer = ("Authorization", $"Bearer {session}");
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"documents/{Id}", bearer)).Status);

        await PublishAsync("The first text.", askAgain: false);
        Assert.Contains("The first text.", (await GetAsync("nda", bearer)).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"documents/{Id}", bearer)).Status);
        await AcceptAsync(2, HttpStatusCode.Conflict);
        await AcceptAsync(1, HttpStatusCode.Created);
        var at = await AcceptAsync(1, HttpStatusCode.Created);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync($"documents/{Id}", bearer)).Status);

        // A new version that does not ask again changes nothing for who accepted one; the next one does.
        await PublishAsync("The second text.", askAgain: false);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync($"documents/{Id}", bearer)).Status);
        await PublishAsync("The third text.", askAgain: true);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"documents/{Id}", bearer)).Status);
        await AcceptAsync(1, HttpStatusCode.Conflict);
        await AcceptAsync(3, HttpStatusCode.Created);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync($"documents/{Id}", bearer)).Status);

        var contact = (await _host.AdminAsync(_tenant, HttpMethod.Get, "contacts")).GetProperty("items")[0].GetProperty("id").GetString();
        var accepted = (await _host.AdminAsync(_tenant, HttpMethod.Get, $"nda/acceptances?contactId={contact}")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal([1, 3], accepted.Select(one => one.GetProperty("version").GetInt32()).Order());
        Assert.All(accepted, one => Assert.Equal((contact, "contact@example.com"), (one.GetProperty("contactId").GetString(), one.GetProperty("email").GetString())));
        Assert.Contains(accepted, one => one.GetProperty("at").GetDateTimeOffset() == at);
        Assert.Equal(["The third text.", "The second text.", "The first text."], (await _host.AdminAsync(_tenant, HttpMethod.Get, "nda")).GetProperty("items").EnumerateArray().Select(one => one.GetProperty("text").GetString()));
        Assert.Empty((await _host.AdminAsync(_tenant, HttpMethod.Get, "nda/acceptances?contactId='%20or%20PartitionKey%20ne%20'")).GetProperty("items").EnumerateArray());

        async Task<DateTimeOffset?> AcceptAsync(int version, HttpStatusCode expected)
        {
            using var response = await _host.SendAsync(HttpMethod.Post, $"public/{_tenant}/nda/acceptance", null, new { version }, Role.Reader, bearer);
            Assert.Equal(expected, response.StatusCode);
            return expected == HttpStatusCode.Created ? JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()).GetProperty("acceptedAt").GetDateTimeOffset() : null;
        }

        Task<JsonElement> PublishAsync(string text, bool askAgain) => _host.AdminAsync(_tenant, HttpMethod.Post, "nda", new { text, askAgain }, HttpStatusCode.Created);
    }

    [Fact]
    public async Task Names_and_lengths_that_nobody_expects_are_refused()
    {
        await _host.WriteAsync(_tenant, _page, "Public", "text", AccessLevel.Public);

        foreach (var path in new[] { $"documents/{Id}/attachments/..%2fcontent.md", $"documents/{Id}/attachments/%00", $"documents/{Id}/attachments/{new string('a', 4000)}", $"documents/{new string('a', 4000)}", "documents/~settings", $"documents?parentId={new string('a', 4000)}" })
        {
            var (status, body, _) = await GetAsync(path);
            Assert.True(status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{path}: {status} {body}");
        }

        foreach (var path in new[] { $"documents?query={new string('a', 5000)}", "documents?cursor=garbage", "documents?pageSize=1000000" })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync(path)).Status);
        }

        using var big = await _host.SendAsync(HttpMethod.Post, $"public/{_tenant}/access-requests", null, new { email = "a@example.com", message = new string('x', 2 << 20) });
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, big.StatusCode);
        using var tenant = await _host.SendAsync(HttpMethod.Get, $"public/{new string('t', 200)}/documents");
        Assert.Equal(HttpStatusCode.NotFound, tenant.StatusCode);
        var nobody = LibraryHost.NewTenant();
        using var empty = await _host.SendAsync(HttpMethod.Get, $"public/{nobody}/documents");
        Assert.Equal("""{"items":[],"nextCursor":null}""", await empty.Content.ReadAsStringAsync());
        Assert.Empty((await _host.AdminAsync(nobody, HttpMethod.Get, "audit")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Neither_pages_nor_cursors_tell_of_documents_that_are_not_shown()
    {
        var (session, _) = await ContactAsync("library", "contact");
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => _host.WriteAsync(_tenant, new(Guid.NewGuid()), $"{(char)('a' + i)}", "word", i is 3 or 7 ? AccessLevel.Public : AccessLevel.ContactNda)));

        foreach (var query in new[] { string.Empty, "&query=word" })
        {
            foreach (var headers in new (string, string)[][] { [], [("Authorization", $"Bearer {session}")] })
            {
                var first = JsonSerializer.Deserialize<JsonElement>((await GetAsync($"documents?pageSize=1{query}", headers)).Body);
                var cursor = first.GetProperty("nextCursor").GetString()!;
                var second = JsonSerializer.Deserialize<JsonElement>((await GetAsync($"documents?pageSize=1{query}&cursor={cursor}", headers)).Body);

                Assert.Equal("d", first.GetProperty("items")[0].GetProperty("title").GetString());
                Assert.Contains(first.GetProperty("items")[0].GetProperty("id").GetString()!, Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(cursor)), StringComparison.Ordinal);
                Assert.Equal(("h", null), (second.GetProperty("items")[0].GetProperty("title").GetString(), second.GetProperty("nextCursor").GetString()));
            }
        }
    }

    [Fact]
    public async Task A_page_of_documents_is_three_requests_to_the_storage_and_one_for_each_parent_that_is_not_on_it()
    {
        var (counter, folders) = (new RequestCounter(), new[] { new NotionId(Guid.NewGuid()), new NotionId(Guid.NewGuid()) });
        var tables = RequestCounter.Client((await Azurite.SharedAsync()).ConnectionString, counter);
        await using var host = await LibraryHost.StartAsync(services => services.Replace(ServiceDescriptor.Singleton(tables)));
        await host.WriteAsync(_tenant, folders[0], "Open", "text", AccessLevel.Public);
        await host.WriteAsync(_tenant, folders[1], "Closed", "text", AccessLevel.Internal);
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => host.WriteAsync(_tenant, new(Guid.NewGuid()), $"Page {i:00}", "text", AccessLevel.Public, folders[i % 2])));

        foreach (var (path, most) in new[] { ($"public/{_tenant}", 3 + folders.Length), ($"tenants/{_tenant}", 3) })
        {
            string? cursor = null;
            var items = new List<JsonElement>();

            do
            {
                var before = counter.Count;
                using var response = await host.SendAsync(HttpMethod.Get, $"{path}/documents?sort=title&pageSize=10{(cursor is null ? string.Empty : $"&cursor={cursor}")}", _tenant);
                Assert.InRange(counter.Count - before, 1, most);
                var page = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
                items.AddRange(page.GetProperty("items").EnumerateArray());
                cursor = page.GetProperty("nextCursor").GetString();
            }
            while (cursor is not null);

            Assert.Equal(path.StartsWith("public", StringComparison.Ordinal) ? 31 : 32, items.Count);

            if (path.StartsWith("public", StringComparison.Ordinal))
            {
                Assert.Equal(15, items.Count(item => item.GetProperty("parentId").GetString() == Document.IdFor("c1", folders[0])));
                Assert.Equal(16, items.Count(item => item.GetProperty("parentId").GetString() is null));
            }
        }
    }

    [Fact]
    public async Task A_document_is_given_to_contacts_by_itself_together_with_its_change()
    {
        await _host.WriteAsync(_tenant, _page, "For one", "text");
        var (session, _) = await ContactAsync(null, "contact");
        var contact = (await _host.AdminAsync(_tenant, HttpMethod.Get, "contacts")).GetProperty("items")[0].GetProperty("id").GetString();

        await _host.PatchAsync(_tenant, Id, new { accessLevel = "contact", contacts = new[] { contact } });
        Assert.Equal(HttpStatusCode.OK, (await GetAsync($"documents/{Id}", ("Authorization", $"Bearer {session}"))).Status);
        await _host.PatchAsync(_tenant, Id, new { contacts = Array.Empty<string>() });
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"documents/{Id}", ("Authorization", $"Bearer {session}"))).Status);
    }

    [Fact]
    public async Task Whoever_is_named_keeps_a_document_although_an_earlier_grant_ends_or_reaches_less()
    {
        await _host.WriteAsync(_tenant, _page, "For one", "text", AccessLevel.Contact);
        var (session, _) = await ContactAsync(null, "contact");
        var contact = (await _host.AdminAsync(_tenant, HttpMethod.Get, "contacts")).GetProperty("items")[0].GetProperty("id").GetString();
        await GiveAsync("contact_nda", _host.Clock.GetUtcNow().AddDays(1));
        await GiveAsync("contact", null);

        // More than one transaction can hold.
        for (var i = 0; i < 100; i++)
        {
            await GiveAsync("contact", null);
        }

        await _host.PatchAsync(_tenant, Id, new { contacts = new[] { contact } });
        var grant = Assert.Single((await _host.AdminAsync(_tenant, HttpMethod.Get, $"grants?documentId={Id}&pageSize=100")).GetProperty("items").EnumerateArray());
        Assert.Equal("contact_nda", grant.GetProperty("level").GetString());
        Assert.Equal(HttpStatusCode.OK, (await GetAsync($"documents/{Id}", ("Authorization", $"Bearer {session}"))).Status);

        Task<JsonElement> GiveAsync(string level, DateTimeOffset? expiresAt)
            => _host.AdminAsync(_tenant, HttpMethod.Post, "grants", new { scope = "document", documentId = Id, level, contactId = contact, expiresAt }, HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_folder_is_opened_with_all_that_lies_below_it()
    {
        var (child, grandchild) = (new NotionId(Guid.NewGuid()), new NotionId(Guid.NewGuid()));
        await _host.WriteAsync(_tenant, _page, "Top", "text");
        await _host.WriteAsync(_tenant, child, "Child", "text", parent: _page);
        await _host.WriteAsync(_tenant, grandchild, "Grandchild", "text", parent: child);

        var result = await _host.AdminAsync(_tenant, HttpMethod.Post, "documents/access-level", new { folderId = Id, accessLevel = "public" });
        Assert.Equal((3, 0), (result.GetProperty("changed").GetInt32(), result.GetProperty("unchanged").GetInt32()));
        var below = JsonSerializer.Deserialize<JsonElement>((await GetAsync($"documents?parentId={Id}")).Body);
        Assert.Equal((Document.IdFor("c1", child), Id), (below.GetProperty("items")[0].GetProperty("id").GetString(), below.GetProperty("items")[0].GetProperty("parentId").GetString()));
    }

    private Task<Attachment> FileAsync(string name, string text, string type = "text/plain") => _host.StoreFileAsync(_tenant, _page, name, type, Encoding.UTF8.GetBytes(text));

    private async Task<(HttpStatusCode Status, string Body, string ETag)> GetAsync(string path, params (string, string)[] headers)
    {
        using var response = await _host.SendAsync(HttpMethod.Get, $"public/{_tenant}/{path}", null, null, Role.Reader, headers);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.ETag?.ToString() ?? string.Empty);
    }

    private async Task<string[]> FoundAsync(string query)
        => [.. JsonSerializer.Deserialize<JsonElement>((await GetAsync($"documents?query={query}")).Body).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];

    /// <returns>The session and the link of a new contact.</returns>
    private async Task<(string Session, string Link)> ContactAsync(string? scope, string level, string? tenant = null)
    {
        tenant ??= _tenant;
        var contact = (await _host.AdminAsync(tenant, HttpMethod.Post, "contacts", new { email = "contact@example.com" }, HttpStatusCode.Created)).GetProperty("id").GetString();

        if (scope is not null)
        {
            await _host.AdminAsync(tenant, HttpMethod.Post, "grants", new { scope, level, contactId = contact }, HttpStatusCode.Created);
        }

        var link = (await _host.AdminAsync(tenant, HttpMethod.Post, $"contacts/{contact}/links", new { }, HttpStatusCode.Created)).GetProperty("token").GetString()!;
        return (await OpenAsync(tenant, link), link);
    }

    private async Task<string> OpenAsync(string tenant, string link)
    {
        using var response = await _host.SendAsync(HttpMethod.Post, $"public/{tenant}/session", null, new { link });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()).GetProperty("token").GetString()!;
    }
}
