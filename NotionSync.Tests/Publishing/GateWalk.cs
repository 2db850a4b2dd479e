using System.Net;
using System.Text.Json;
using NotionSync.Documents;
using NotionSync.Http;
using NotionSync.Notion;
using NotionSync.Publishing;

namespace NotionSync.Tests.Publishing;

/// <summary>
/// A random walk through everything that changes who sees what, over the app's routes. After each step the view of every
/// visitor of that tenant is compared with the model's; a number tells the whole walk, so that it can be walked again.
/// </summary>
internal sealed class GateWalk(LibraryHost host, int seed)
{
    private const int MaxDocuments = 9;
    private const int MaxContacts = 4;

    private readonly Random _random = new(seed);
    private readonly GateModel[] _tenants = [new(LibraryHost.NewTenant("walk")), new(LibraryHost.NewTenant("walk"))];
    private readonly List<string> _log = [];
    private int _names;

    /// <summary>Views that were compared.</summary>
    public long Compared { get; private set; }

    public async Task RunAsync(int steps)
    {
        host.Clock.Freeze();

        for (var step = 0; step < steps; step++)
        {
            var tenant = _tenants[_random.Next(_tenants.Length)];
            host.Clock.Advance(TimeSpan.FromSeconds(1));

            try
            {
                await StepAsync(tenant);
                await CompareAsync(tenant, isThorough: step % 40 == 39);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}, step {step}: {exception.Message}\nThe last steps: {string.Join(" | ", _log.TakeLast(12))}", exception);
            }
        }
    }

    private DateTimeOffset Now => host.Clock.GetUtcNow();

    private async Task StepAsync(GateModel tenant)
    {
        var document = Any(tenant.Documents);
        var contact = Any(tenant.Contacts.Where(known => !known.IsRemoved).ToList());
        var dice = _random.Next(100);

        switch (dice)
        {
            case < 8 or _ when document is null:
                await ImportAsync(tenant);
                break;
            case < 24:
                await SyncAsync(tenant, document);
                break;
            case < 36:
                await ChangeLevelAsync(tenant, document);
                break;
            case < 46:
                await DecideAsync(tenant, document);
                break;
            case < 50:
                await LoseAsync(tenant, document);
                break;
            case < 52:
                Note($"delete {document.Id[..4]}");
                await host.AdminAsync(tenant.Tenant, HttpMethod.Delete, $"documents/{document.Id}", expected: HttpStatusCode.NoContent);
                tenant.Documents.Remove(document);
                break;
            case < 57:
                await ChangeSettingsAsync(tenant);
                break;
            case < 60 or _ when contact is null:
                await AddContactAsync(tenant);
                break;
            case < 66:
                await ChangeContactAsync(tenant, contact);
                break;
            case < 80:
                await GrantAsync(tenant, contact, document);
                break;
            case < 86:
                await LinkAsync(tenant, contact);
                break;
            case < 93:
                await NdaAsync(tenant, contact);
                break;
            default:
                var minutes = _random.Next(1, 40);
                Note($"+{minutes} min");
                host.Clock.Advance(TimeSpan.FromMinutes(minutes));
                break;
        }
    }

    private async Task ImportAsync(GateModel tenant)
    {
        if (tenant.Documents.Count >= MaxDocuments)
        {
            return;
        }

        var above = _random.Next(3) == 0 ? null : Any(tenant.Documents);
        var asked = Level();
        var isSubpage = above is not null && _random.Next(2) == 0;
        var (page, title, text) = (new NotionId(Guid.NewGuid()), Name("title"), Name("text"));
        var level = isSubpage && above!.Level > asked ? above.Level : asked;
        var made = new ModelDocument(page, title, text, level, above?.Page);

        Note($"import {made.Id[..4]} {level}");
        await WriteAsync(tenant, made, title, text, above?.Page, asked, isSubpage);
        tenant.Documents.Add(made);
    }

    private async Task SyncAsync(GateModel tenant, ModelDocument document)
    {
        // Again as it was, back to what is shown, or something new; now and then at another place.
        var (title, text) = _random.Next(6) switch { 0 => document.Source, 1 => document.Shown, 2 => (Name("title"), document.Shown.Text), _ => (document.Source.Title, Name("text")) };
        document.Parent = _random.Next(5) == 0 ? Any(tenant.Documents)?.Page : document.Parent;

        Note($"sync {document.Id[..4]} {text}");
        await WriteAsync(tenant, document, title, text, document.Parent, AccessLevel.Public, isSubpage: false);
        tenant.Sync(document, title, text, document.Parent);
    }

    private async Task ChangeLevelAsync(GateModel tenant, ModelDocument document)
    {
        var level = Level();
        Note($"level {document.Id[..4]} {level}");

        if (_random.Next(3) == 0)
        {
            await host.AdminAsync(tenant.Tenant, HttpMethod.Post, "documents/access-level", new { documentIds = new[] { document.Id }, accessLevel = Snake(level) });
        }
        else
        {
            await host.PatchAsync(tenant.Tenant, document.Id, new { accessLevel = Snake(level) });
        }

        document.Level = level;
    }

    private async Task DecideAsync(GateModel tenant, ModelDocument document)
    {
        if (document.Place != document.Parent && _random.Next(2) == 0)
        {
            Note($"move {document.Id[..4]}");
            await host.AdminAsync(tenant.Tenant, HttpMethod.Post, $"documents/{document.Id}/move/approve");
            document.Place = document.Parent;
        }
        else if (document.Pending is { } pending)
        {
            var approves = _random.Next(2) == 0;
            Note($"{(approves ? "approve" : "reject")} {document.Id[..4]}");
            await host.AdminAsync(tenant.Tenant, HttpMethod.Post, $"documents/{document.Id}/versions/{pending}/{(approves ? "approve" : "reject")}");
            document.Pending = null;

            if (approves)
            {
                (document.Shown, document.ShownVersion) = (document.Texts[pending], pending);
            }
        }
        else if (Any(document.Texts.Keys.Where(version => version != document.ShownVersion).ToList()) is var old and > 0)
        {
            Note($"restore {document.Id[..4]} {old}");
            await host.AdminAsync(tenant.Tenant, HttpMethod.Post, $"documents/{document.Id}/versions/{old}/restore");
            document.Version++;
            document.Texts[document.Version] = document.Texts[old];
            (document.Shown, document.ShownVersion) = (document.Texts[old], document.Version);
        }
    }

    private async Task LoseAsync(GateModel tenant, ModelDocument document)
    {
        Note($"lose {document.Id[..4]}");
        var documents = (IDocumentStore)host.Services.GetService(typeof(IDocumentStore))!;

        if (_random.Next(2) == 0)
        {
            await ((DocumentPresence)host.Services.GetService(typeof(DocumentPresence))!).MarkMissingAsync(tenant.Tenant, document.Id, AbsenceReason.InTrash, "walk", default);
        }
        else
        {
            var stored = await documents.FindAsync(tenant.Tenant, document.Id, default);
            Assert.NotNull(await documents.TrySaveAsync(stored! with { Status = DocumentStatus.Disconnected }, default));
        }

        document.IsAbsent = true;
    }

    private async Task ChangeSettingsAsync(GateModel tenant)
    {
        (tenant.ReviewsChanges, tenant.HidesAbsent) = (_random.Next(3) > 0, _random.Next(2) == 0);
        Note($"settings review={tenant.ReviewsChanges} hide={tenant.HidesAbsent}");
        var change = new { publishChanges = tenant.ReviewsChanges ? "after_review" : "automatically", absentSources = tenant.HidesAbsent ? "hide" : "keep" };
        await host.AdminAsync(tenant.Tenant, HttpMethod.Patch, "settings", change);
    }

    private async Task AddContactAsync(GateModel tenant)
    {
        if (tenant.Groups.Count < 2)
        {
            tenant.Groups.Add((await host.AdminAsync(tenant.Tenant, HttpMethod.Post, "groups", new { name = Name("group") }, HttpStatusCode.Created)).GetProperty("id").GetString()!);
        }

        if (tenant.Contacts.Count(contact => !contact.IsRemoved) >= MaxContacts)
        {
            return;
        }

        var added = await host.AdminAsync(tenant.Tenant, HttpMethod.Post, "contacts", new { email = $"{Name("c")}@example.com" }, HttpStatusCode.Created);
        var contact = new ModelContact(added.GetProperty("id").GetString()!);
        tenant.Contacts.Add(contact);
        Note($"contact {contact.Id[..4]}");
        await LinkAsync(tenant, contact);
    }

    private async Task ChangeContactAsync(GateModel tenant, ModelContact contact)
    {
        if (_random.Next(8) == 0)
        {
            Note($"forget {contact.Id[..4]}");
            await host.AdminAsync(tenant.Tenant, HttpMethod.Delete, $"contacts/{contact.Id}", expected: HttpStatusCode.NoContent);
            contact.IsRemoved = true;
            return;
        }

        contact.IsBlocked = _random.Next(3) == 0;
        contact.Groups.Clear();
        contact.Groups.AddRange(tenant.Groups.Where(_ => _random.Next(2) == 0));
        Note($"change {contact.Id[..4]} blocked={contact.IsBlocked}");
        await host.AdminAsync(tenant.Tenant, HttpMethod.Patch, $"contacts/{contact.Id}", new { state = contact.IsBlocked ? "blocked" : "active", groupIds = contact.Groups });
    }

    private async Task GrantAsync(GateModel tenant, ModelContact contact, ModelDocument document)
    {
        if (_random.Next(4) == 0 && Any(tenant.Grants) is { } old)
        {
            Note($"take {old.Scope}");
            using var response = await host.SendAsync(HttpMethod.Delete, $"tenants/{tenant.Tenant}/grants/{old.Id}", tenant.Tenant);
            tenant.Grants.Remove(old);
            return;
        }

        var scope = (GrantScope)_random.Next(_random.Next(3) == 0 ? 3 : 2);
        var group = _random.Next(3) == 0 ? Any(tenant.Groups) : null;
        var level = _random.Next(2) == 0 ? AccessLevel.Contact : AccessLevel.ContactNda;
        DateTimeOffset? expiresAt = _random.Next(2) == 0 ? Now.AddMinutes(_random.Next(1, 90)).AddMilliseconds(500) : null;
        var documentId = scope == GrantScope.Library ? null : document.Id;
        Note($"give {scope} {documentId?[..4]} {level} to {(group ?? contact.Id)[..4]}");

        var draft = new Dictionary<string, object?> { ["scope"] = Snake(scope), ["level"] = Snake(level), ["documentId"] = documentId, ["expiresAt"] = expiresAt, [group is null ? "contactId" : "groupId"] = group ?? contact.Id };
        var added = await host.AdminAsync(tenant.Tenant, HttpMethod.Post, "grants", draft, HttpStatusCode.Created);
        tenant.Grants.Add(new(added.GetProperty("id").GetString()!, group ?? contact.Id, scope, documentId, level, expiresAt));
    }

    private async Task LinkAsync(GateModel tenant, ModelContact contact)
    {
        if (_random.Next(3) == 0 && Any(contact.Links.Where(link => !link.IsRevoked).ToList()) is { } old)
        {
            Note($"revoke {old.Id[..4]}");
            await host.AdminAsync(tenant.Tenant, HttpMethod.Delete, $"links/{old.Id}", expected: HttpStatusCode.NoContent);
            old.IsRevoked = true;
            return;
        }

        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(Now.AddMinutes(_random.Next(10, 300)).ToUnixTimeSeconds());
        var added = await host.AdminAsync(tenant.Tenant, HttpMethod.Post, $"contacts/{contact.Id}/links", new { expiresAt }, HttpStatusCode.Created);
        var made = new ModelLink(contact, added.GetProperty("id").GetString()!, added.GetProperty("token").GetString()!, expiresAt);
        contact.Links.Add(made);
        Note($"link {made.Id[..4]}");
    }

    private async Task NdaAsync(GateModel tenant, ModelContact contact)
    {
        if (_random.Next(4) == 0 || tenant.Nda == 0)
        {
            var asksAgain = _random.Next(2) == 0;
            Note($"nda again={asksAgain}");
            await host.AdminAsync(tenant.Tenant, HttpMethod.Post, "nda", new { text = Name("nda"), askAgain = asksAgain }, HttpStatusCode.Created);
            tenant.NdaRequired = asksAgain || tenant.Nda == 0 ? tenant.Nda + 1 : tenant.NdaRequired;
            tenant.Nda++;
            return;
        }

        var link = Any(contact.Links);
        var session = await SessionAsync(tenant, link);
        Note($"accept {contact.Id[..4]}");
        using var response = await host.SendAsync(HttpMethod.Post, $"public/{tenant.Tenant}/nda/acceptance", null, new { version = tenant.Nda }, Role.Reader, Bearer(session));
        var isContact = GateModel.Behind(link, Now) is not null;
        Assert.Equal(isContact ? HttpStatusCode.Created : HttpStatusCode.NotFound, response.StatusCode);

        if (isContact)
        {
            contact.AcceptedNda = tenant.Nda;
        }
    }

    private async Task CompareAsync(GateModel tenant, bool isThorough)
    {
        var other = _tenants.First(one => one != tenant);
        var visitors = tenant.Contacts.SelectMany(contact => contact.Links.TakeLast(isThorough ? 3 : 1)).Prepend(null).ToList();

        foreach (var link in visitors)
        {
            await CompareViewAsync(tenant, link, await SessionAsync(tenant, link), isThorough);
        }

        // A link of another tenant is none here.
        var foreign = Any(other.Contacts.SelectMany(contact => contact.Links).ToList());
        await CompareViewAsync(tenant, null, await SessionAsync(other, foreign), isThorough: false);
    }

    private async Task CompareViewAsync(GateModel tenant, ModelLink? link, string? session, bool isThorough)
    {
        var contact = GateModel.Behind(link, Now);
        var expected = tenant.View(contact, Now).Select(document => (document.Id, document.Shown.Title, ParentOf(tenant, contact, document))).Order().ToList();
        var seen = new List<(string, string, string?)>();
        string? cursor = null;

        do
        {
            var page = await GetAsync($"documents?pageSize={(isThorough ? 2 : 100)}{(cursor is null ? string.Empty : $"&cursor={cursor}")}", HttpStatusCode.OK);
            var items = JsonSerializer.Deserialize<JsonElement>(page);
            seen.AddRange(items.GetProperty("items").EnumerateArray().Select(item => (item.GetProperty("id").GetString()!, item.GetProperty("title").GetString()!, item.GetProperty("parentId").GetString())));
            cursor = items.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(expected, seen.Order());
        Compared++;

        foreach (var document in isThorough ? tenant.Documents : Any(tenant.Documents) is { } one ? [one] : [])
        {
            var sees = tenant.Sees(contact, document, Now);
            var status = sees ? HttpStatusCode.OK : HttpStatusCode.NotFound;
            var answers = new List<string> { await GetAsync($"documents/{document.Id}", status) };

            if (isThorough || _random.Next(2) == 0)
            {
                answers.Add(await GetAsync($"documents/{document.Id}/html", status));
                answers.Add(await GetAsync($"documents/{document.Id}/content", status));
                var found = JsonSerializer.Deserialize<JsonElement>(await GetAsync($"documents?query={document.Shown.Text}", HttpStatusCode.OK));
                Assert.Equal(sees ? [document.Id] : [], found.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
            }

            foreach (var (title, text) in document.Texts.Values.Append(document.Source))
            {
                Assert.All(answers, answer => Assert.True(sees && title == document.Shown.Title || !answer.Contains(title, StringComparison.Ordinal), $"{title} is told"));
                Assert.All(answers, answer => Assert.True(sees && text == document.Shown.Text || !answer.Contains(text, StringComparison.Ordinal), $"{text} is told"));
            }

            if (sees && answers.Count > 1)
            {
                Assert.All(answers.Skip(1), answer => Assert.Contains(document.Shown.Text, answer, StringComparison.Ordinal));
            }
        }

        async Task<string> GetAsync(string path, HttpStatusCode status)
        {
            using var response = await host.SendAsync(HttpMethod.Get, $"public/{tenant.Tenant}/{path}", null, null, Role.Reader, Bearer(session));
            var body = await response.Content.ReadAsStringAsync();
            Assert.True(response.StatusCode == status, $"{path} for {contact?.Id[..4] ?? "anybody"}: {(int)response.StatusCode} instead of {(int)status} {body}");
            return body;
        }
    }

    private static string? ParentOf(GateModel tenant, ModelContact? contact, ModelDocument document, DateTimeOffset now)
        => document.Place is { } place && tenant.Documents.Find(other => other.Page == place) is { } above && tenant.Sees(contact, above, now) ? above.Id : null;

    private string? ParentOf(GateModel tenant, ModelContact? contact, ModelDocument document) => ParentOf(tenant, contact, document, Now);

    /// <summary>A session that is good if the link is; of a link that is not good any more, the last one it gave.</summary>
    private async Task<string?> SessionAsync(GateModel tenant, ModelLink? link)
    {
        if (link is null)
        {
            return null;
        }

        if (link.Session is { } session && (session.End > Now || GateModel.Behind(link, Now) is null))
        {
            return session.Token;
        }

        using var response = await host.SendAsync(HttpMethod.Post, $"public/{tenant.Tenant}/session", null, new { link = link.Token });

        if (GateModel.Behind(link, Now) is null)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            return link.Token;
        }

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var opened = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
        link.Session = (opened.GetProperty("token").GetString()!, opened.GetProperty("expiresAt").GetDateTimeOffset());
        return link.Session.Value.Token;
    }

    private Task<bool> WriteAsync(GateModel tenant, ModelDocument document, string title, string text, NotionId? parent, AccessLevel asked, bool isSubpage)
        => host.WriteAsync(tenant.Tenant, document.Page, title, $"# {text}\n", asked, parent, isSubpage: isSubpage);

    private static (string, string)[] Bearer(string? session) => session is null ? [] : [("Authorization", $"Bearer {session}")];

    private AccessLevel Level() => (AccessLevel)_random.Next(4);

    private T? Any<T>(IReadOnlyList<T> items) => items.Count == 0 ? default : items[_random.Next(items.Count)];

    // Whole words that are no part of one another.
    private string Name(string kind) => $"{kind}{++_names:x5}x{_random.Next():x8}";

    private void Note(string text) => _log.Add(text);

    private static string Snake<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
