using NotionSync.Auditing;
using NotionSync.Records;

namespace NotionSync.Publishing;

/// <summary>The groups of a tenant's contacts. Who is in a group stands with the contact.</summary>
public sealed class ContactGroups(IRecordStore records, AuditLog audit, TimeProvider clock)
{
    /// <exception cref="ProblemException"><c>invalid_request</c>.</exception>
    public async Task<ContactGroup> AddAsync(string tenantId, string name, string actor, CancellationToken cancellationToken)
    {
        var group = new ContactGroup(PublishingKeys.NewId(), RequireName(name), clock.GetUtcNow());
        await records.TryWriteAsync(tenantId, [RecordWrite.Add(PublishingKeys.Group(group.Id), group, PublishingJson.Default.ContactGroup), Entry(actor, "group.added", group)], cancellationToken);
        return group;
    }

    public async Task<(IReadOnlyList<ContactGroup> Items, string? NextCursor)> ListAsync(string tenantId, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        var (items, next) = await records.PageAsync(tenantId, new(PublishingKeys.Groups), PublishingJson.Default.ContactGroup, cursor, pageSize, cancellationToken);
        return ([.. items.Select(item => item.Value)], next);
    }

    /// <exception cref="ProblemException"><c>not_found</c>, <c>invalid_request</c>.</exception>
    public async Task<ContactGroup> RenameAsync(string tenantId, string groupId, string name, string actor, CancellationToken cancellationToken)
    {
        var group = await GetAsync(tenantId, groupId, cancellationToken) with { Name = RequireName(name) };
        await records.TryWriteAsync(tenantId, [RecordWrite.Put(PublishingKeys.Group(groupId), group, PublishingJson.Default.ContactGroup), Entry(actor, "group.changed", group)], cancellationToken);
        return group;
    }

    /// <summary>Removes a group and what it was given; its contacts stay.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task RemoveAsync(string tenantId, string groupId, string actor, CancellationToken cancellationToken)
    {
        var group = await GetAsync(tenantId, groupId, cancellationToken);
        await records.RemoveAllAsync(tenantId, PublishingKeys.GrantsOf(new(IsGroup: true, groupId)), cancellationToken);
        await records.TryWriteAsync(tenantId, [RecordWrite.Remove(PublishingKeys.Group(groupId)), Entry(actor, "group.removed", group)], cancellationToken);
    }

    private async Task<ContactGroup> GetAsync(string tenantId, string groupId, CancellationToken cancellationToken)
        => PublishingKeys.IsId(groupId) && await records.FindAsync(tenantId, PublishingKeys.Group(groupId), PublishingJson.Default.ContactGroup, cancellationToken) is { Value: var group }
            ? group
            : throw ProblemException.NotFound("This tenant has no such group.");

    private static string RequireName(string name)
        => ContactInput.Line(name, "name") ?? throw new ProblemException(ProblemKind.Invalid, "invalid_request", "A group needs a name.");

    private RecordWrite Entry(string actor, string action, ContactGroup group) => audit.Write(actor, action, $"group:{group.Id}", ("name", group.Name));
}
