using NotionSync.Auditing;
using NotionSync.Documents;
using NotionSync.Records;

namespace NotionSync.Publishing;

/// <summary>Who was given which documents.</summary>
public sealed class Grants(IRecordStore records, IDocumentStore documents, Contacts contacts, AuditLog audit, TimeProvider clock)
{
    /// <summary>More direct contacts of one document are given it as a group.</summary>
    public const int MaxContactsOfDocument = 30;

    /// <exception cref="ProblemException"><c>invalid_request</c>, <c>unknown_contact</c>, <c>unknown_group</c>, <c>unknown_document</c>.</exception>
    public async Task<Grant> AddAsync(string tenantId, GrantDraft draft, string user, CancellationToken cancellationToken)
    {
        var subject = (draft.ContactId, draft.GroupId) switch
        {
            ({ } contact, null) => new GrantSubject(IsGroup: false, contact),
            (null, { } group) => new GrantSubject(IsGroup: true, group),
            _ => throw Invalid("Name either a contactId or a groupId."),
        };

        if (draft.Level is not (AccessLevel.Contact or AccessLevel.ContactNda))
        {
            throw Invalid("level is contact or contact_nda.");
        }

        if ((draft.Scope == GrantScope.Library) != (draft.DocumentId is null))
        {
            throw Invalid("A document or a folder needs a documentId, the library has none.");
        }

        await EnsureSubjectAsync(tenantId, subject, cancellationToken);

        if (draft.DocumentId is { } documentId && await documents.FindAsync(tenantId, documentId, cancellationToken) is null)
        {
            throw new ProblemException(ProblemKind.Unprocessable, "unknown_document", "This tenant has no such document.");
        }

        var grant = NewGrant(subject, draft.Scope, draft.DocumentId, draft.Level, draft.ExpiresAt, user);
        await records.TryWriteAsync(tenantId, [Add(grant), Entry($"user:{user}", "grant.added", grant)], cancellationToken);
        return grant;
    }

    /// <summary>What somebody was given, or who was given a document; expired ones too.</summary>
    /// <exception cref="ProblemException"><c>invalid_cursor</c>, <c>invalid_filter</c>.</exception>
    public async Task<(IReadOnlyList<Grant> Items, string? NextCursor)> ListAsync(string tenantId, GrantFilter filter, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        if (new[] { filter.ContactId, filter.GroupId, filter.DocumentId }.Any(id => id is not null && !PublishingKeys.IsId(id)))
        {
            throw new ProblemException(ProblemKind.Invalid, "invalid_filter", "The filter holds something that is no id.");
        }

        var prefix = filter.ContactId is { } contact ? PublishingKeys.GrantsOf(new(IsGroup: false, contact))
            : filter.GroupId is { } group ? PublishingKeys.GrantsOf(new(IsGroup: true, group))
            : PublishingKeys.Grants;

        var (items, next) = await records.PageAsync(tenantId, new(prefix), PublishingJson.Default.Grant, cursor, pageSize, cancellationToken);
        return ([.. items.Select(item => item.Value).Where(grant => filter.DocumentId is null || grant.DocumentId == filter.DocumentId)], next);
    }

    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task RemoveAsync(string tenantId, string grantId, string actor, CancellationToken cancellationToken)
    {
        if (GrantSubject.OfGrant(grantId) is not { } subject
            || await records.FindAsync(tenantId, PublishingKeys.Grant(subject, grantId), PublishingJson.Default.Grant, cancellationToken) is not { } entry)
        {
            throw ProblemException.NotFound("This tenant gave no such thing.");
        }

        await records.TryWriteAsync(tenantId, [RecordWrite.Remove(entry.Key), Entry(actor, "grant.removed", entry.Value)], cancellationToken);
    }

    /// <summary>What has to be written so that these contacts, and no others, are given a document each by itself.</summary>
    /// <exception cref="ProblemException"><c>invalid_request</c>, <c>unknown_contact</c>.</exception>
    public async Task<IReadOnlyList<RecordWrite>> PlanContactsAsync(string tenantId, string documentId, IReadOnlyList<string> contactIds, string user, CancellationToken cancellationToken)
    {
        if (contactIds.Count > MaxContactsOfDocument)
        {
            throw Invalid($"A document is given to at most {MaxContactsOfDocument} contacts by themselves; make a group of more.");
        }

        foreach (var id in contactIds)
        {
            await EnsureSubjectAsync(tenantId, new(IsGroup: false, id), cancellationToken);
        }

        var writes = new List<RecordWrite>();
        var kept = new HashSet<string>();

        await foreach (var entry in records.ReadAllAsync(tenantId, new(PublishingKeys.Grants), PublishingJson.Default.Grant, cancellationToken))
        {
            if (entry.Value is { Scope: GrantScope.Document, ContactId: { } contact } grant && grant.DocumentId == documentId)
            {
                // One that ends, or does not reach every level of the document, is replaced by one that stays.
                var isEnough = grant is { ExpiresAt: null, Level: AccessLevel.ContactNda };

                if (!isEnough || !contactIds.Contains(contact) || !kept.Add(contact))
                {
                    writes.Add(RecordWrite.Remove(entry.Key));
                }
            }
        }

        var added = contactIds.Distinct().Except(kept).Select(contact => Add(NewGrant(new(IsGroup: false, contact), GrantScope.Document, documentId, AccessLevel.ContactNda, null, user)));
        return [.. added, audit.Write($"user:{user}", "document.contacts", $"document:{documentId}", ("contacts", string.Join(' ', contactIds))), .. writes];
    }

    internal Grant NewGrant(GrantSubject subject, GrantScope scope, string? documentId, AccessLevel level, DateTimeOffset? expiresAt, string user)
        => new()
        {
            Id = subject.NewGrantId(),
            ContactId = subject.IsGroup ? null : subject.Id,
            GroupId = subject.IsGroup ? subject.Id : null,
            Scope = scope,
            DocumentId = documentId,
            Level = level,
            ExpiresAt = expiresAt,
            CreatedAt = clock.GetUtcNow(),
            CreatedBy = user,
        };

    internal static RecordWrite Add(Grant grant)
        => RecordWrite.Add(PublishingKeys.Grant(GrantSubject.OfGrant(grant.Id)!, grant.Id), grant, PublishingJson.Default.Grant);

    internal RecordWrite Entry(string actor, string action, Grant grant)
        => audit.Write(
            actor,
            action,
            $"grant:{grant.Id}",
            ("contact", grant.ContactId),
            ("group", grant.GroupId),
            ("scope", grant.Scope.ToString()),
            ("document", grant.DocumentId),
            ("level", grant.Level.ToString()),
            ("expiresAt", grant.ExpiresAt?.ToString("O")));

    private async Task EnsureSubjectAsync(string tenantId, GrantSubject subject, CancellationToken cancellationToken)
    {
        if (subject.IsGroup)
        {
            await contacts.EnsureGroupsAsync(tenantId, [subject.Id], cancellationToken);
        }
        else if (!PublishingKeys.IsId(subject.Id) || await records.FindAsync(tenantId, PublishingKeys.Contact(subject.Id), cancellationToken) is null)
        {
            throw new ProblemException(ProblemKind.Unprocessable, "unknown_contact", "This tenant has no such contact.");
        }
    }

    private static ProblemException Invalid(string detail) => new(ProblemKind.Invalid, "invalid_request", detail);
}

/// <param name="DocumentId">Of a document, or of the one at the top of a folder.</param>
public sealed record GrantDraft(GrantScope Scope, AccessLevel Level, string? ContactId = null, string? GroupId = null, string? DocumentId = null, DateTimeOffset? ExpiresAt = null);

public sealed record GrantFilter(string? ContactId = null, string? GroupId = null, string? DocumentId = null);
