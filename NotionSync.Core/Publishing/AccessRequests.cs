using NotionSync.Auditing;
using NotionSync.Documents;
using NotionSync.Records;

namespace NotionSync.Publishing;

/// <summary>The form by which people outside ask for access, and what becomes of it.</summary>
public sealed class AccessRequests(IRecordStore records, Contacts contacts, Grants grants, AccessLinks links, AuditLog audit, TimeProvider clock)
{
    /// <summary>More are refused until somebody decides about some.</summary>
    public const int MaxWaiting = 900;

    private const int MaxMessageLength = 2000;
    private const int MaxDocuments = 30;

    /// <summary>Takes a request. Whether the documents exist, or the address is known, is not said.</summary>
    /// <exception cref="ProblemException"><c>invalid_email</c>, <c>invalid_request</c>, <c>too_many_requests</c>.</exception>
    public async Task AddAsync(string tenantId, AccessRequestDraft draft, CancellationToken cancellationToken)
    {
        var email = ContactInput.Email(draft.Email);

        if (draft.Message?.Length > MaxMessageLength || draft.DocumentIds?.Count > MaxDocuments || draft.DocumentIds?.All(Document.IsId) == false)
        {
            throw new ProblemException(ProblemKind.Invalid, "invalid_request", $"A request has at most {MaxDocuments} ids of documents and a message of {MaxMessageLength} characters.");
        }

        var id = PublishingKeys.RequestId(email);
        var request = new AccessRequest(
            id,
            email,
            ContactInput.Line(draft.Name, "name"),
            ContactInput.Line(draft.Company, "company"),
            draft.Message,
            [.. (draft.DocumentIds ?? []).Distinct()],
            clock.GetUtcNow());

        if ((await records.ListAsync(tenantId, new(PublishingKeys.Requests), MaxWaiting, cancellationToken)).Items.Count >= MaxWaiting)
        {
            throw new ProblemException(ProblemKind.TooManyRequests, "too_many_requests", "Too many requests wait already. Try again later.", TimeSpan.FromHours(1));
        }

        await records.TryWriteAsync(
            tenantId,
            [RecordWrite.Put(PublishingKeys.Request(id), request, PublishingJson.Default.AccessRequest), audit.Write("anonymous", "access.requested", $"request:{id}", ("email", email))],
            cancellationToken);
    }

    public async Task<(IReadOnlyList<AccessRequest> Items, string? NextCursor)> ListAsync(string tenantId, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        var (items, next) = await records.PageAsync(tenantId, new(PublishingKeys.Requests), PublishingJson.Default.AccessRequest, cursor, pageSize, cancellationToken);
        return ([.. items.Select(item => item.Value)], next);
    }

    /// <summary>Makes the one who asked a contact, gives what was approved, and makes a link.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>, <c>invalid_request</c>, <c>unknown_group</c>.</exception>
    public async Task<(Contact Contact, NewAccessLink Link)> ApproveAsync(string tenantId, string requestId, AccessApproval approval, string user, CancellationToken cancellationToken)
    {
        if (approval.Level is not (AccessLevel.Contact or AccessLevel.ContactNda) || approval.DocumentIds?.Count > MaxDocuments)
        {
            throw new ProblemException(ProblemKind.Invalid, "invalid_request", $"level is contact or contact_nda, for at most {MaxDocuments} documents.");
        }

        await contacts.EnsureGroupsAsync(tenantId, approval.GroupIds ?? [], cancellationToken);

        while (true)
        {
            var entry = await GetAsync(tenantId, requestId, cancellationToken);
            var request = entry.Value;
            var known = await contacts.FindByEmailAsync(tenantId, request.Email, cancellationToken);
            var contact = known is null
                ? contacts.NewContact(new(request.Email, request.Name, request.Company, approval.GroupIds))
                : known.Value with { GroupIds = [.. known.Value.GroupIds.Union(approval.GroupIds ?? [])] };
            Contacts.RequireGroups(contact.GroupIds);
            var subject = new GrantSubject(IsGroup: false, contact.Id);
            var documentIds = approval.DocumentIds ?? request.DocumentIds;

            var given = documentIds.Count == 0
                ? [grants.NewGrant(subject, GrantScope.Library, null, approval.Level, approval.ExpiresAt, user)]
                : documentIds.Distinct().Select(id => grants.NewGrant(subject, GrantScope.Document, id, approval.Level, approval.ExpiresAt, user)).ToList();

            var link = await links.MakeAsync(tenantId, contact.Id, approval.LinkExpiresAt, user, cancellationToken);

            if (await records.TryWriteAsync(
                tenantId,
                [
                    RecordWrite.Remove(entry.Key, entry.ETag),
                    .. known is null ? Contacts.AddWrites(contact) : [RecordWrite.Replace(known.Key, contact, PublishingJson.Default.Contact, known.ETag)],
                    .. given.Select(Grants.Add),
                    .. links.Writes(link.Link),
                    .. given.Select(grant => grants.Entry($"user:{user}", "grant.added", grant)).Take(1),
                    audit.Write($"user:{user}", "access.approved", $"request:{requestId}", ("contact", contact.Id), ("level", approval.Level.ToString()), ("documents", string.Join(' ', documentIds))),
                ],
                cancellationToken))
            {
                return (contact, link);
            }
        }
    }

    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task RejectAsync(string tenantId, string requestId, string user, CancellationToken cancellationToken)
    {
        Entry<AccessRequest> entry;

        do
        {
            // Also when it changed meanwhile: where it was approved, it is not there any more.
            entry = await GetAsync(tenantId, requestId, cancellationToken);
        }
        while (!await records.TryWriteAsync(
            tenantId,
            [RecordWrite.Remove(entry.Key, entry.ETag), audit.Write($"user:{user}", "access.rejected", $"request:{requestId}", ("email", entry.Value.Email))],
            cancellationToken));
    }

    private async Task<Entry<AccessRequest>> GetAsync(string tenantId, string requestId, CancellationToken cancellationToken)
        => PublishingKeys.IsId(requestId) && await records.FindAsync(tenantId, PublishingKeys.Request(requestId), PublishingJson.Default.AccessRequest, cancellationToken) is { } entry
            ? entry
            : throw ProblemException.NotFound("This tenant has no such request.");
}
