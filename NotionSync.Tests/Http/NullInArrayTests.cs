using System.Net;
using NotionSync.Http;
using NotionSync.Tests.Publishing;

namespace NotionSync.Tests.Http;

/// <summary>A null where an array holds something is refused by its place, on every route that takes an array.</summary>
public sealed class NullInArrayTests : IAsyncLifetime
{
    private readonly string _tenant = LibraryHost.NewTenant();
    private LibraryHost _host = null!;

    public async Task InitializeAsync() => _host = await LibraryHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_null_in_an_array_is_refused_by_its_place()
    {
        string?[] nothing = [null];
        var approval = new { level = "contact", documentIds = nothing };
        var (contact, document, connection) = (new string('a', 32), new string('b', 32), "c1");

        await RefusesAsync("documentIds[0]", HttpMethod.Post, $"public/{_tenant}/access-requests", new { email = "a@example.com", documentIds = nothing }, isPublic: true);
        await RefusesAsync("documentIds[0]", HttpMethod.Post, $"access-requests/{contact}/approve", approval);
        await RefusesAsync("groupIds[0]", HttpMethod.Post, $"access-requests/{contact}/approve", new { level = "contact", groupIds = nothing });
        await RefusesAsync("documentIds[0]", HttpMethod.Post, "documents/access-level", new { accessLevel = "internal", documentIds = nothing });
        await RefusesAsync("groupIds[0]", HttpMethod.Post, "contacts", new { email = "a@example.com", groupIds = nothing });
        await RefusesAsync("groupIds[0]", HttpMethod.Patch, $"contacts/{contact}", new { groupIds = nothing });
        await RefusesAsync("contacts[0]", HttpMethod.Patch, $"documents/{document}", new { contacts = nothing });
        await RefusesAsync("items[0]", HttpMethod.Post, "imports", new { connectionId = connection, items = nothing });
        await RefusesAsync("items[1].id", HttpMethod.Post, "imports", new { connectionId = connection, items = new object[] { new { id = document }, new { } } });
        await RefusesAsync("streams[0]", HttpMethod.Post, $"connections/{connection}/streams/exports", new { streams = nothing });
    }

    private async Task RefusesAsync(string place, HttpMethod method, string path, object body, bool isPublic = false)
    {
        using var response = await _host.SendAsync(method, isPublic ? path : $"tenants/{_tenant}/{path}", isPublic ? null : _tenant, body, Role.Admin, ("If-Match", "\"1\""));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{path}: {(int)response.StatusCode} {text}");
        Assert.Contains($"'{place}'", text.Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
