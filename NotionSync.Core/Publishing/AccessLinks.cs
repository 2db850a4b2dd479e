using NotionSync.Auditing;
using NotionSync.Records;

namespace NotionSync.Publishing;

/// <summary>Makes, takes back and exchanges the links that let contacts in.</summary>
public sealed class AccessLinks(IRecordStore records, Contacts contacts, SigningKeys keys, AuditLog audit, TimeProvider clock)
{
    /// <summary>A link lasts at most this long.</summary>
    public static readonly TimeSpan MaxLife = TimeSpan.FromDays(365);

    public static readonly TimeSpan DefaultLife = TimeSpan.FromDays(14);

    /// <summary>How long a session lasts before the link is needed again.</summary>
    public static readonly TimeSpan SessionLife = TimeSpan.FromHours(1);

    /// <exception cref="ProblemException"><c>not_found</c>, or <c>invalid_request</c>: an end that is past, or more than a year away.</exception>
    public async Task<NewAccessLink> AddAsync(string tenantId, string contactId, DateTimeOffset? expiresAt, string user, CancellationToken cancellationToken)
    {
        await contacts.GetAsync(tenantId, contactId, cancellationToken);
        var made = await MakeAsync(tenantId, contactId, expiresAt, user, cancellationToken);
        await records.TryWriteAsync(tenantId, Writes(made.Link), cancellationToken);
        return made;
    }

    public async Task<(IReadOnlyList<AccessLink> Items, string? NextCursor)> ListAsync(string tenantId, string contactId, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        await contacts.GetAsync(tenantId, contactId, cancellationToken);
        var (items, next) = await records.PageAsync(tenantId, new(PublishingKeys.Links), PublishingJson.Default.AccessLink, cursor, pageSize, cancellationToken);
        return ([.. items.Select(item => item.Value).Where(link => link.ContactId == contactId)], next);
    }

    /// <summary>From now on the link and all sessions that came of it lead nowhere.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task RevokeAsync(string tenantId, string linkId, string actor, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!PublishingKeys.IsId(linkId) || await records.FindAsync(tenantId, PublishingKeys.Link(linkId), PublishingJson.Default.AccessLink, cancellationToken) is not { } entry)
            {
                throw ProblemException.NotFound("This tenant has no such link.");
            }

            var revoked = entry.Value with { RevokedAt = entry.Value.RevokedAt ?? clock.GetUtcNow() };
            var log = audit.Write(actor, "link.revoked", $"link:{linkId}", ("contact", revoked.ContactId));

            if (await records.TryWriteAsync(tenantId, [RecordWrite.Replace(entry.Key, revoked, PublishingJson.Default.AccessLink, entry.ETag), log], cancellationToken))
            {
                return;
            }
        }
    }

    /// <summary>Exchanges a link's token for that of a session.</summary>
    /// <exception cref="ProblemException"><c>link_invalid</c>: unknown, expired, revoked, of another tenant, or of a contact who is blocked; nobody is told which.</exception>
    public async Task<Session> ExchangeAsync(string tenantId, string? token, CancellationToken cancellationToken)
    {
        if (await FindAsync(tenantId, token, LinkTokenKind.Link, cancellationToken) is not { } link
            || !System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(Convert.FromHexString(link.Hash), Convert.FromHexString(LinkToken.Hash(token!)))
            || await records.FindAsync(tenantId, PublishingKeys.Contact(link.ContactId), PublishingJson.Default.Contact, cancellationToken) is not { Value.State: ContactState.Active })
        {
            throw new ProblemException(ProblemKind.Unauthenticated, "link_invalid", "This link does not work, or not any more. Ask for a new one.");
        }

        var end = clock.GetUtcNow() + SessionLife;
        var expiresAt = link.ExpiresAt < end ? link.ExpiresAt : end;
        var session = new LinkToken(LinkTokenKind.Session, link.Id, expiresAt).Sign(tenantId, await keys.GetAsync(tenantId, cancellationToken));

        await audit.AppendAsync(tenantId, audit.Write($"contact:{link.ContactId}", "session.opened", $"link:{link.Id}"), cancellationToken);
        return new(session, expiresAt);
    }

    /// <returns>The link behind a token, if it lets anybody in now.</returns>
    internal async Task<AccessLink?> FindAsync(string tenantId, string? token, LinkTokenKind kind, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();

        return LinkToken.HasForm(token)
            && await keys.FindAsync(tenantId, cancellationToken) is { } key
            && LinkToken.Read(token!, kind, tenantId, key) is { } read
            && read.ExpiresAt > now
            && await records.FindAsync(tenantId, PublishingKeys.Link(read.LinkId), PublishingJson.Default.AccessLink, cancellationToken) is { Value: { RevokedAt: null } link }
            && link.ExpiresAt > now
                ? link
                : null;
    }

    internal async Task<NewAccessLink> MakeAsync(string tenantId, string contactId, DateTimeOffset? expiresAt, string user, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var end = expiresAt ?? now + DefaultLife;

        if (end <= now || end > now + MaxLife)
        {
            throw new ProblemException(ProblemKind.Invalid, "invalid_request", $"A link ends in the future, at most {MaxLife.TotalDays:0} days from now.");
        }

        // A token has whole seconds; the link ends with it.
        end = DateTimeOffset.FromUnixTimeSeconds(end.ToUnixTimeSeconds());
        var id = PublishingKeys.NewId();
        var token = new LinkToken(LinkTokenKind.Link, id, end).Sign(tenantId, await keys.GetAsync(tenantId, cancellationToken));

        return new(new(id, contactId, LinkToken.Hash(token), now, end, user), token);
    }

    internal RecordWrite[] Writes(AccessLink link)
        =>
        [
            RecordWrite.Add(PublishingKeys.Link(link.Id), link, PublishingJson.Default.AccessLink),
            audit.Write($"user:{link.CreatedBy}", "link.added", $"link:{link.Id}", ("contact", link.ContactId), ("expiresAt", link.ExpiresAt.ToString("O"))),
        ];
}

/// <param name="Token">For the cookie, or for <c>Authorization: Bearer</c>.</param>
public sealed record Session(string Token, DateTimeOffset ExpiresAt);
