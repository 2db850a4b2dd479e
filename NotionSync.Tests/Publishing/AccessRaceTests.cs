using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NotionSync.Publishing;
using NotionSync.Records;

namespace NotionSync.Tests.Publishing;

/// <summary>Two people decide about the same thing at the same moment.</summary>
public sealed class AccessRaceTests : IAsyncLifetime
{
    private readonly string _tenant = LibraryHost.NewTenant();
    private LibraryHost _host = null!;

    public async Task InitializeAsync() => _host = await LibraryHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Whoever_rejects_what_was_just_approved_is_told()
    {
        var request = await AskAsync("a@example.com");
        var requests = Of<AccessRequests>(() => _host.AdminAsync(_tenant, HttpMethod.Post, $"access-requests/{request}/approve", new { level = "contact" }, HttpStatusCode.Created));

        var refusal = await Assert.ThrowsAsync<ProblemException>(() => requests.RejectAsync(_tenant, request, "u", default));

        Assert.Equal("not_found", refusal.Code);
        Assert.DoesNotContain("access.rejected", (await _host.AdminAsync(_tenant, HttpMethod.Get, "audit")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contact_that_changes_while_it_is_removed_is_removed_and_a_second_removal_is_told()
    {
        var contact = await ContactAsync("a@example.com");
        await Of<Contacts>(() => _host.AdminAsync(_tenant, HttpMethod.Patch, $"contacts/{contact}", new { name = "B" })).RemoveAsync(_tenant, contact, "user:u", default);
        Assert.Empty((await _host.AdminAsync(_tenant, HttpMethod.Get, "contacts")).GetProperty("items").EnumerateArray());

        var other = await ContactAsync("b@example.com");
        var contacts = Of<Contacts>(() => _host.AdminAsync(_tenant, HttpMethod.Delete, $"contacts/{other}", null, HttpStatusCode.NoContent));
        Assert.Equal("not_found", (await Assert.ThrowsAsync<ProblemException>(() => contacts.RemoveAsync(_tenant, other, "user:u", default))).Code);
    }

    [Fact]
    public async Task A_group_that_is_removed_does_not_come_back_by_a_new_name_and_leaves_its_contacts()
    {
        var group = await GroupAsync();
        var contact = await ContactAsync("a@example.com", group);
        var groups = Of<ContactGroups>(() => _host.AdminAsync(_tenant, HttpMethod.Delete, $"groups/{group}", null, HttpStatusCode.NoContent));

        Assert.Equal("not_found", (await Assert.ThrowsAsync<ProblemException>(() => groups.RenameAsync(_tenant, group, "New", "user:u", default))).Code);

        Assert.Empty((await _host.AdminAsync(_tenant, HttpMethod.Get, "groups")).GetProperty("items").EnumerateArray());
        Assert.Empty((await _host.AdminAsync(_tenant, HttpMethod.Get, $"contacts/{contact}")).GetProperty("groupIds").EnumerateArray());
    }

    [Fact]
    public async Task A_known_contact_that_is_approved_comes_into_the_groups()
    {
        var (first, second) = (await GroupAsync(), await GroupAsync());
        var contact = await ContactAsync("a@example.com", first);
        var request = await AskAsync("a@example.com");

        var approved = await _host.AdminAsync(_tenant, HttpMethod.Post, $"access-requests/{request}/approve", new { level = "contact", groupIds = new[] { second } }, HttpStatusCode.Created);

        Assert.Equal(contact, approved.GetProperty("contact").GetProperty("id").GetString());
        Assert.Equal(
            [first, second],
            (await _host.AdminAsync(_tenant, HttpMethod.Get, $"contacts/{contact}")).GetProperty("groupIds").EnumerateArray().Select(id => id.GetString()!));
    }

    private async Task<string> AskAsync(string email)
    {
        using var response = await _host.SendAsync(HttpMethod.Post, $"public/{_tenant}/access-requests", null, new { email });
        Assert.True(response.IsSuccessStatusCode);
        return Id((await _host.AdminAsync(_tenant, HttpMethod.Get, "access-requests")).GetProperty("items")[0]);
    }

    private async Task<string> ContactAsync(string email, params string[] groupIds)
        => Id(await _host.AdminAsync(_tenant, HttpMethod.Post, "contacts", new { email, groupIds }, HttpStatusCode.Created));

    private async Task<string> GroupAsync() => Id(await _host.AdminAsync(_tenant, HttpMethod.Post, "groups", new { name = "Group" }, HttpStatusCode.Created));

    private static string Id(JsonElement resource) => resource.GetProperty("id").GetString()!;

    private T Of<T>(Func<Task> before) => ActivatorUtilities.CreateInstance<T>(_host.Services, new OvertakenRecords(_host.Services.GetRequiredService<IRecordStore>(), before));
}

/// <summary>Somebody else is first with the first write.</summary>
file sealed class OvertakenRecords(IRecordStore records, Func<Task> before) : IRecordStore
{
    private Func<Task>? _before = before;

    public Task<StoredRecord?> FindAsync(string tenantId, string key, CancellationToken cancellationToken) => records.FindAsync(tenantId, key, cancellationToken);

    public Task<RecordPage> ListAsync(string tenantId, RecordRange range, int count, CancellationToken cancellationToken) => records.ListAsync(tenantId, range, count, cancellationToken);

    public async Task<bool> TryWriteAsync(string tenantId, IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _before, null) is { } act)
        {
            await act();
        }

        return await records.TryWriteAsync(tenantId, writes, cancellationToken);
    }
}
