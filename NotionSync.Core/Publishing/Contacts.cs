using NotionSync.Auditing;
using NotionSync.Records;

namespace NotionSync.Publishing;

/// <summary>The people outside that a tenant knows.</summary>
public sealed class Contacts(IRecordStore records, AuditLog audit, TimeProvider clock)
{
    /// <summary>A contact is in at most this many groups: each is one more read when the contact comes.</summary>
    public const int MaxGroups = 20;

    /// <exception cref="ProblemException"><c>invalid_email</c>, <c>invalid_request</c>, <c>contact_exists</c>, <c>unknown_group</c>.</exception>
    public async Task<Contact> AddAsync(string tenantId, ContactDraft draft, string actor, CancellationToken cancellationToken)
    {
        await EnsureGroupsAsync(tenantId, draft.GroupIds ?? [], cancellationToken);
        var contact = NewContact(draft);

        return await records.TryWriteAsync(tenantId, [.. AddWrites(contact), Entry(actor, "contact.added", contact)], cancellationToken)
            ? contact
            : throw new ProblemException(ProblemKind.Conflict, "contact_exists", "There is a contact with this address already.");
    }

    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task<Contact> GetAsync(string tenantId, string contactId, CancellationToken cancellationToken)
        => (await GetEntryAsync(tenantId, contactId, cancellationToken)).Value;

    public async Task<(IReadOnlyList<Contact> Items, string? NextCursor)> ListAsync(string tenantId, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        var (items, next) = await records.PageAsync(tenantId, new(PublishingKeys.Contacts), PublishingJson.Default.Contact, cursor, pageSize, cancellationToken);
        return ([.. items.Select(item => item.Value)], next);
    }

    /// <summary>Changes what is given; a null leaves it as it is, an empty text removes it.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>, <c>invalid_request</c>, <c>unknown_group</c>.</exception>
    public async Task<Contact> ChangeAsync(string tenantId, string contactId, ContactChange change, string actor, CancellationToken cancellationToken)
    {
        await EnsureGroupsAsync(tenantId, change.GroupIds ?? [], cancellationToken);

        while (true)
        {
            var (key, contact, etag) = await GetEntryAsync(tenantId, contactId, cancellationToken);

            var changed = contact with
            {
                Name = change.Name is null ? contact.Name : ContactInput.Line(change.Name, "name"),
                Company = change.Company is null ? contact.Company : ContactInput.Line(change.Company, "company"),
                State = change.State ?? contact.State,
                GroupIds = change.GroupIds is null ? contact.GroupIds : [.. change.GroupIds.Distinct()],
            };

            if (await records.TryWriteAsync(tenantId, [RecordWrite.Replace(key, changed, PublishingJson.Default.Contact, etag), Entry(actor, "contact.changed", changed)], cancellationToken))
            {
                return changed;
            }
        }
    }

    /// <summary>Forgets a contact, what it was given and its links. What it accepted stays on record.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task RemoveAsync(string tenantId, string contactId, string actor, CancellationToken cancellationToken)
    {
        Entry<Contact> contact;

        do
        {
            contact = await GetEntryAsync(tenantId, contactId, cancellationToken);
        }
        while (!await records.TryWriteAsync(
            tenantId,
            // The contact first: from then on its links lead nowhere.
            [
                RecordWrite.Remove(contact.Key, contact.ETag),
                RecordWrite.Remove(PublishingKeys.Email(contact.Value.Email)),
                Entry(actor, "contact.removed", contact.Value),
            ],
            cancellationToken));

        await records.RemoveAllAsync(tenantId, PublishingKeys.GrantsOf(new(IsGroup: false, contactId)), cancellationToken);

        await foreach (var link in records.ReadAllAsync(tenantId, new(PublishingKeys.Links), PublishingJson.Default.AccessLink, cancellationToken))
        {
            if (link.Value.ContactId == contactId)
            {
                await records.TryWriteAsync(tenantId, [RecordWrite.Remove(link.Key)], cancellationToken);
            }
        }
    }

    internal async Task<Entry<Contact>?> FindByEmailAsync(string tenantId, string email, CancellationToken cancellationToken)
        => await records.FindAsync(tenantId, PublishingKeys.Email(email), PublishingJson.Default.String, cancellationToken) is { Value: var id }
            ? await records.FindAsync(tenantId, PublishingKeys.Contact(id), PublishingJson.Default.Contact, cancellationToken)
            : null;

    internal async Task<Entry<Contact>> GetEntryAsync(string tenantId, string contactId, CancellationToken cancellationToken)
        => PublishingKeys.IsId(contactId) && await records.FindAsync(tenantId, PublishingKeys.Contact(contactId), PublishingJson.Default.Contact, cancellationToken) is { } entry
            ? entry
            : throw ProblemException.NotFound("This tenant has no such contact.");

    internal Contact NewContact(ContactDraft draft)
        => new()
        {
            Id = PublishingKeys.NewId(),
            Email = ContactInput.Email(draft.Email),
            Name = ContactInput.Line(draft.Name, "name"),
            Company = ContactInput.Line(draft.Company, "company"),
            GroupIds = [.. (draft.GroupIds ?? []).Distinct()],
            CreatedAt = clock.GetUtcNow(),
        };

    internal static RecordWrite[] AddWrites(Contact contact)
        =>
        [
            RecordWrite.Add(PublishingKeys.Email(contact.Email), contact.Id, PublishingJson.Default.String),
            RecordWrite.Add(PublishingKeys.Contact(contact.Id), contact, PublishingJson.Default.Contact),
        ];

    internal async Task EnsureGroupsAsync(string tenantId, IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken)
    {
        RequireGroups(groupIds);

        foreach (var id in groupIds)
        {
            if (!PublishingKeys.IsId(id) || await records.FindAsync(tenantId, PublishingKeys.Group(id), cancellationToken) is null)
            {
                throw new ProblemException(ProblemKind.Unprocessable, "unknown_group", "This tenant has no such group.");
            }
        }
    }

    /// <exception cref="ProblemException"><c>invalid_request</c>.</exception>
    internal static void RequireGroups(IReadOnlyCollection<string> groupIds)
    {
        if (groupIds.Count > MaxGroups)
        {
            throw new ProblemException(ProblemKind.Invalid, "invalid_request", $"A contact is in at most {MaxGroups} groups.");
        }
    }

    private RecordWrite Entry(string actor, string action, Contact contact)
        => audit.Write(actor, action, $"contact:{contact.Id}", ("email", contact.Email), ("state", contact.State.ToString()), ("groups", string.Join(' ', contact.GroupIds)));
}

public sealed record ContactDraft(string Email, string? Name = null, string? Company = null, IReadOnlyList<string>? GroupIds = null);

public sealed record ContactChange(string? Name = null, string? Company = null, ContactState? State = null, IReadOnlyList<string>? GroupIds = null);
