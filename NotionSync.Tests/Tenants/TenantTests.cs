using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Data.Tables;
using NotionSync.Http;
using NotionSync.Storage;
using NotionSync.Storage.Tenants;
using NotionSync.Syncing;
using NotionSync.Tenants;
using NotionSync.Tests.EndToEnd;
using NotionSync.Tests.Http;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Tenants;

/// <summary>A tenant as a whole. Its name needs encoding in keys, so that both forms are looked for.</summary>
public sealed class TenantTests
{
    private const string Tenant = "trust.acme";
    private const string Other = "globex";

    [Fact]
    public void Every_table_and_container_says_where_its_tenants_are()
    {
        Assert.Equal(StorageNames.Tables.Order(), TenantNames.Tables.Keys.Order());
        Assert.Equal(StorageNames.Containers.Order(), TenantNames.Containers.Keys.Order());
    }

    [Fact]
    public async Task A_deleted_tenant_leaves_nothing_and_its_export_comes_back_in_an_empty_deployment()
    {
        byte[] archive;
        IReadOnlyList<string> documents;

        await using (var deployment = await StartAsync())
        {
            var storage = deployment.Storage.ConnectionString;
            await FillAsync(deployment, Other);
            await deployment.Storage.WorkedOffAsync([.. StorageNames.Queues]);
            var others = await StorageContents.ReadAsync(storage);

            var ids = await FillAsync(deployment, Tenant);
            documents = await DocumentsAsync(deployment);
            Assert.True(documents.Count > 15, $"{documents.Count} documents");
            archive = await deployment.BytesAsync($"tenants/{Tenant}/export");

            // Work is under way while the tenant goes.
            ids = [.. ids, await StartImportAsync(deployment, Tenant, ids[0])];
            using var unsaid = await deployment.Api.DeleteAsync(new Uri($"tenants/{Tenant}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.PreconditionRequired, unsaid.StatusCode);
            using var deleted = await deployment.Api.DeleteAsync(new Uri($"tenants/{Tenant}?confirm={Tenant}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);

            await deployment.Storage.WorkedOffAsync([.. StorageNames.Queues]);
            var left = await StorageContents.ReadAsync(storage);
            string[] traces = [Tenant, StorageKey.Encode(Tenant), .. ids];
            Assert.DoesNotContain(left, line => traces.Any(trace => line.Contains(trace, StringComparison.OrdinalIgnoreCase)));
            Assert.Equal(WhatLasts(others), WhatLasts(left));
        }

        await using var empty = await StartAsync();
        var imported = await ImportAsync(empty, archive, HttpStatusCode.OK);
        Assert.True(imported.GetProperty("rows").GetInt32() > documents.Count && imported.GetProperty("blobs").GetInt32() > documents.Count, imported.ToString());
        Assert.Equal(documents, await DocumentsAsync(empty));

        var connection = Assert.Single((await empty.GetAsync($"tenants/{Tenant}/connections")).GetProperty("items").EnumerateArray());
        Assert.Equal("needs_reauthorization", connection.GetProperty("status").GetString());

        Assert.Equal("tenant_not_empty", (await ImportAsync(empty, archive, HttpStatusCode.Conflict)).GetProperty("code").GetString());
        await ImportAsync(empty, archive, HttpStatusCode.OK, "?resume=true");
        Assert.Equal(documents, await DocumentsAsync(empty));
    }

    [Fact]
    public async Task A_tenant_named_like_something_else_takes_no_rows_of_others_along()
    {
        await using var azurite = await Azurite.StartAsync(persistent: false);
        var tables = new TableServiceClient(azurite.ConnectionString);
        await new StorageSetup(tables, new(azurite.ConnectionString), new(azurite.ConnectionString)).EnsureAsync(default);
        var timetable = new TableTimetable(tables);
        await timetable.SetAsync(new(TimetableSubject.Run, Other, "r", DateTimeOffset.UnixEpoch), default);
        await tables.GetTableClient(StorageNames.ThrottleTable).AddEntityAsync(new TableEntity("c", "window"));
        await tables.GetTableClient(StorageNames.OAuthStatesTable).AddEntityAsync(new TableEntity("lease", "c") { ["TenantId"] = Other, ["UserId"] = "somebody" });
        var store = new TenantStore(tables, new(azurite.ConnectionString));
        var none = new TenantTraces(new HashSet<string>(), new HashSet<string>());

        foreach (var tenant in new[] { "Run", "window", "lease", "somebody" })
        {
            Assert.Equal(0, await store.RemoveAsync(tenant, none, default));
        }

        Assert.True(await store.RemoveAsync(Other, none, default) >= 3);
    }

    [Fact]
    public async Task Only_a_whole_archive_of_the_very_tenant_is_taken_and_only_from_the_back_end()
    {
        await using var deployment = await StartAsync();
        await FillAsync(deployment, Other);
        var archive = await deployment.BytesAsync($"tenants/{Other}/export");

        Assert.Equal("invalid_archive", (await ImportAsync(deployment, archive, HttpStatusCode.UnprocessableEntity)).GetProperty("code").GetString());
        Assert.Equal("invalid_archive", (await ImportAsync(deployment, [.. "no archive"u8], HttpStatusCode.UnprocessableEntity)).GetProperty("code").GetString());
        Assert.Equal("invalid_archive", (await ImportAsync(deployment, archive[..(archive.Length / 3)], HttpStatusCode.UnprocessableEntity)).GetProperty("code").GetString());

        deployment.Api.DefaultRequestHeaders.Remove(PrincipalReader.HeaderName);
        deployment.Api.DefaultRequestHeaders.Add(PrincipalReader.HeaderName, Principals.Header(Tenant, Role.Admin));
        Assert.Equal("forbidden", (await ImportAsync(deployment, archive, HttpStatusCode.Forbidden)).GetProperty("code").GetString());
        using var foreign = await deployment.Api.DeleteAsync(new Uri($"tenants/{Other}?confirm={Other}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
    }

    private static async Task<Deployment> StartAsync()
    {
        // With a limit, so that the throttle has rows too.
        var deployment = await Deployment.StartAsync(settings: new Dictionary<string, string>
        {
            ["Notion__RequestsPerMinute"] = "10000",
            ["NotionOAuth__ClientId"] = "operators-app",
            ["NotionOAuth__ClientSecret"] = "operators-secret",
            ["NotionOAuth__RedirectUri"] = "http://127.0.0.1:9/api/oauth/notion/callback",
        });
        deployment.Api.DefaultRequestHeaders.Add(PrincipalReader.HeaderName, Principals.Header(null, Role.Service));
        return deployment;
    }

    /// <returns>The ids of the connection and of the import.</returns>
    private static async Task<string[]> FillAsync(Deployment deployment, string tenant)
    {
        var connection = await deployment.ConnectAsync(tenant);
        var import = await StartImportAsync(deployment, tenant, connection);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));

        while (await deployment.GetAsync($"tenants/{tenant}/imports/{import}") is var state && state.GetProperty("status").GetString() is "queued" or "running")
        {
            await Task.Delay(100, patience.Token);
        }

        // Secrets of its own: an app at Notion, and the key that signs its links, which is made with the first.
        using var app = await deployment.Api.PutAsJsonAsync($"tenants/{tenant}/notion-app", new { clientId = "own-app", clientSecret = "own-secret" });
        Assert.True(app.IsSuccessStatusCode, await app.Content.ReadAsStringAsync());
        using var contact = await deployment.Api.PostAsJsonAsync($"tenants/{tenant}/contacts", new { email = "visitor@example.com" });
        var contactId = (await Deployment.ReadAsync(contact, HttpStatusCode.Created)).GetProperty("id").GetString()!;
        using var link = await deployment.Api.PostAsJsonAsync($"tenants/{tenant}/contacts/{contactId}/links", new { });
        await Deployment.ReadAsync(link, HttpStatusCode.Created);

        return [connection, import];
    }

    private static async Task<string> StartImportAsync(Deployment deployment, string tenant, string connection)
    {
        var roots = (await deployment.GetAsync($"tenants/{tenant}/connections/{connection}/roots")).GetProperty("items").EnumerateArray()
            .Select(root => new { id = root.GetProperty("id").GetString() });
        using var response = await deployment.Api.PostAsJsonAsync($"tenants/{tenant}/imports", new { connectionId = connection, items = roots });
        return (await Deployment.ReadAsync(response, HttpStatusCode.Accepted)).GetProperty("id").GetString()!;
    }

    /// <summary>Each document as its resource and its Markdown.</summary>
    private static async Task<IReadOnlyList<string>> DocumentsAsync(Deployment deployment)
    {
        var documents = new List<string>();

        foreach (var document in (await deployment.GetAsync($"tenants/{Tenant}/documents?pageSize=100")).GetProperty("items").EnumerateArray())
        {
            var path = $"tenants/{Tenant}/documents/{document.GetProperty("id").GetString()}";
            documents.Add($"{document} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(await deployment.BytesAsync($"{path}/markdown")))} {(await deployment.BytesAsync($"{path}/content")).Length}");
        }

        return documents;
    }

    private static async Task<JsonElement> ImportAsync(Deployment deployment, byte[] archive, HttpStatusCode expected, string query = "")
    {
        using var body = new ByteArrayContent(archive) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-tar") } };
        using var response = await deployment.Api.PostAsync(new Uri($"tenants/{Tenant}/import{query}", UriKind.Relative), body);
        return await Deployment.ReadAsync(response, expected);
    }

    // What a shared workspace's or connection's limit, and the timetable, keep changing by themselves.
    private static IEnumerable<string> WhatLasts(IEnumerable<string> lines)
        => lines.Where(line => StorageNames.Tables.Where(table => TenantNames.Tables[table] is TenantRows.Scattered)
            .All(table => !line.StartsWith($"{table}:", StringComparison.Ordinal)));
}
