using NotionSync.Auditing;
using NotionSync.Records;
using NotionSync.Tenants;

namespace NotionSync.Publishing;

/// <summary>One version of a tenant's NDA.</summary>
public sealed record NdaText(int Version, string Text, DateTimeOffset CreatedAt, string CreatedBy);

/// <summary>That a contact accepted a version; kept also when the contact is removed.</summary>
/// <param name="LinkId">The link by which the contact came.</param>
public sealed record NdaAcceptance(string ContactId, string Email, int Version, DateTimeOffset At, string LinkId);

/// <summary>The NDA of a tenant, and who accepted it.</summary>
public sealed class Nda(IRecordStore records, TenantSettingsService settings, AuditLog audit, TimeProvider clock)
{
    /// <summary>A longer text is refused: 100,000 characters.</summary>
    public const int MaxLength = 100_000;

    /// <param name="asksAgain">Who accepted an earlier version has to accept this one before seeing anything again.</param>
    /// <exception cref="ProblemException"><c>invalid_request</c>.</exception>
    public async Task<NdaText> PublishAsync(string tenantId, string text, bool asksAgain, string user, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > MaxLength)
        {
            throw new ProblemException(ProblemKind.Invalid, "invalid_request", $"The text has 1 to {MaxLength} characters.");
        }

        NdaText? published = null;

        await settings.ChangeAsync(
            tenantId,
            before =>
            {
                published = new(before.NdaVersion + 1, text, clock.GetUtcNow(), user);
                return (
                    before with { NdaVersion = published.Version, NdaRequiredVersion = asksAgain || before.NdaVersion == 0 ? published.Version : before.NdaRequiredVersion },
                    [RecordWrite.Put(PublishingKeys.NdaText(published.Version), published, PublishingJson.Default.NdaText)]);
            },
            () => audit.Write($"user:{user}", "nda.published", $"nda:{published!.Version}", ("asksAgain", asksAgain.ToString())),
            cancellationToken);

        return published!;
    }

    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task<NdaText> GetAsync(string tenantId, int version, CancellationToken cancellationToken)
        => (await records.FindAsync(tenantId, PublishingKeys.NdaText(version), PublishingJson.Default.NdaText, cancellationToken))?.Value
            ?? throw ProblemException.NotFound("There is no such version of the NDA.");

    /// <summary>The newest first.</summary>
    public async Task<(IReadOnlyList<NdaText> Items, string? NextCursor)> ListAsync(string tenantId, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        var (items, next) = await records.PageAsync(tenantId, new(PublishingKeys.NdaTexts), PublishingJson.Default.NdaText, cursor, pageSize, cancellationToken);
        return ([.. items.Select(item => item.Value)], next);
    }

    /// <param name="contactId">Of one contact only.</param>
    public async Task<(IReadOnlyList<NdaAcceptance> Items, string? NextCursor)> ListAcceptancesAsync(string tenantId, string? contactId, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        var prefix = contactId is null ? PublishingKeys.Acceptances : PublishingKeys.AcceptancesOf(contactId);
        var (items, next) = await records.PageAsync(tenantId, new(prefix), PublishingJson.Default.NdaAcceptance, cursor, pageSize, cancellationToken);
        return ([.. items.Select(item => item.Value)], next);
    }

    /// <summary>A contact accepts the newest version. Doing it twice is fine, and the first time counts.</summary>
    /// <exception cref="ProblemException"><c>nda_outdated</c>: there is a newer version, which has to be read first.</exception>
    public async Task<NdaAcceptance> AcceptAsync(Visitor visitor, int version, CancellationToken cancellationToken)
    {
        var tenantId = visitor.TenantId;
        var contactId = visitor.Contact!.Id;

        while (true)
        {
            var current = (await settings.GetAsync(tenantId, cancellationToken)).NdaVersion;

            if (version != current || current == 0)
            {
                throw new ProblemException(ProblemKind.Conflict, "nda_outdated", "This is not the newest version of the NDA. Read that first.");
            }

            var key = PublishingKeys.Acceptance(contactId, version);

            if (await records.FindAsync(tenantId, key, PublishingJson.Default.NdaAcceptance, cancellationToken) is { Value: var known })
            {
                return known;
            }

            var contact = await records.FindAsync(tenantId, PublishingKeys.Contact(contactId), PublishingJson.Default.Contact, cancellationToken) ?? throw ProblemException.NotFound();
            var acceptance = new NdaAcceptance(contactId, contact.Value.Email, version, clock.GetUtcNow(), visitor.LinkId!);
            var changed = contact.Value with { AcceptedNda = Math.Max(version, contact.Value.AcceptedNda), AcceptedNdaAt = acceptance.At };

            if (await records.TryWriteAsync(
                tenantId,
                [
                    RecordWrite.Replace(contact.Key, changed, PublishingJson.Default.Contact, contact.ETag),
                    RecordWrite.Add(key, acceptance, PublishingJson.Default.NdaAcceptance),
                    audit.Write(visitor.Actor, "nda.accepted", $"nda:{version}", ("link", visitor.LinkId)),
                ],
                cancellationToken))
            {
                return acceptance;
            }
        }
    }
}
