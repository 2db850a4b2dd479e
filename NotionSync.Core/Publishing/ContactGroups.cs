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
        while (true)
        {
            var (key, group, etag) = await GetAsync(tenantId, groupId, cancellationToken);
            var renamed = group with { Name = RequireName(name) };

            if (await records.TryWriteAsync(tenantId, [RecordWrite.Replace(key, renamed, PublishingJson.Default.ContactGroup, etag), Entry(actor, "group.changed", renamed)], cancellationToken))
            {
                return renamed;
            }
        }
    }

    /// <summary>Removes a group and what it was given; its contacts stay.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task RemoveAsync(string tenantId, string groupId, string actor, CancellationToken cancellationToken)
    {
        Entry<ContactGroup> group;

        do
        {
            // The group last: where this is cut off, it can be removed again.
            group = await GetAsync(tenantId, groupId, cancellationToken);
            await LeaveAsync(tenantId, groupId, cancellationToken);
            await records.RemoveAllAsync(tenantId, PublishingKeys.GrantsOf(new(IsGroup: true, groupId)), cancellationToken);
        }
        while (!await records.TryWriteAsync(tenantId, [RecordWrite.Remove(group.Key, group.ETag), Entry(actor, "group.removed", group.Value)], cancellationToken));
    }

    private async Task LeaveAsync(string tenantId, string groupId, CancellationToken cancellationToken)
    {
        await foreach (var contact in records.ReadAllAsync(tenantId, new(PublishingKeys.Contacts), PublishingJson.Default.Contact, cancellationToken))
        {
            for (var member = contact; member?.Value.GroupIds.Contains(groupId) == true;)
            {
                var changed = member.Value with { GroupIds = [.. member.Value.GroupIds.Where(id => id != groupId)] };

                if (await records.TryWriteAsync(tenantId, [RecordWrite.Replace(member.Key, changed, PublishingJson.Default.Contact, member.ETag)], cancellationToken))
                {
                    break;
                }

                member = await records.FindAsync(tenantId, member.Key, PublishingJson.Default.Contact, cancellationToken);
            }
        }
    }

    private async Task<Entry<ContactGroup>> GetAsync(string tenantId, string groupId, CancellationToken cancellationToken)
        => PublishingKeys.IsId(groupId) && await records.FindAsync(tenantId, PublishingKeys.Group(groupId), PublishingJson.Default.ContactGroup, cancellationToken) is { } entry
            ? entry
            : throw ProblemException.NotFound("This tenant has no such group.");

    private static string RequireName(string name)
        => ContactInput.Line(name, "name") ?? throw new ProblemException(ProblemKind.Invalid, "invalid_request", "A group needs a name.");

    private RecordWrite Entry(string actor, string action, ContactGroup group) => audit.Write(actor, action, $"group:{group.Id}", ("name", group.Name));
}
