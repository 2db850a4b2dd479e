using NotionSync.Documents;
using NotionSync.Notion;
using NotionSync.Publishing;

namespace NotionSync.Tests.Publishing;

/// <summary>What a tenant's documents and visitors should be, told in the plainest way: the gate is compared with this.</summary>
internal sealed class GateModel(string tenant)
{
    public string Tenant { get; } = tenant;

    public List<ModelDocument> Documents { get; } = [];

    public List<ModelContact> Contacts { get; } = [];

    public List<string> Groups { get; } = [];

    public List<ModelGrant> Grants { get; } = [];

    public bool ReviewsChanges { get; set; } = true;

    public bool HidesAbsent { get; set; }

    public int Nda { get; set; }

    public int NdaRequired { get; set; }

    /// <summary>The contact to whom a link leads now; null: nobody.</summary>
    public static ModelContact? Behind(ModelLink? link, DateTimeOffset now)
        => link is { IsRevoked: false } && link.ExpiresAt > now && !link.Contact.IsBlocked && !link.Contact.IsRemoved ? link.Contact : null;

    public bool Sees(ModelContact? contact, ModelDocument document, DateTimeOffset now)
    {
        if (document.Level == AccessLevel.Internal || (document.IsAbsent && HidesAbsent))
        {
            return false;
        }

        if (document.Level == AccessLevel.Public)
        {
            return true;
        }

        if (contact is null || (document.Level == AccessLevel.ContactNda && (Nda == 0 || contact.AcceptedNda < NdaRequired)))
        {
            return false;
        }

        return Grants.Any(grant
            => (grant.Subject == contact.Id || contact.Groups.Contains(grant.Subject))
            && (grant.ExpiresAt is null || grant.ExpiresAt > now)
            && (grant.Level == AccessLevel.ContactNda || document.Level == AccessLevel.Contact)
            && (grant.Scope == GrantScope.Library || grant.DocumentId == document.Id || (grant.Scope == GrantScope.Folder && Above(document).Contains(grant.DocumentId!))));
    }

    public IEnumerable<ModelDocument> View(ModelContact? contact, DateTimeOffset now) => Documents.Where(document => Sees(contact, document, now));

    /// <summary>What a sync makes of a page.</summary>
    public void Sync(ModelDocument document, string title, string text, NotionId? parent)
    {
        var waits = ReviewsChanges && document.Level != AccessLevel.Internal;
        document.IsAbsent = false;
        document.Place = waits && document.Place != parent ? document.Place : parent;

        if (document.Source == (title, text))
        {
            return;
        }

        document.Source = (title, text);

        if (document.Shown == (title, text))
        {
            document.Pending = null;
        }
        else
        {
            document.Version++;
            document.Texts[document.Version] = (title, text);

            if (waits)
            {
                document.Pending = document.Version;
            }
            else
            {
                (document.Shown, document.ShownVersion, document.Pending) = ((title, text), document.Version, null);
            }
        }
    }

    private HashSet<string> Above(ModelDocument document)
    {
        var above = new HashSet<string>();

        for (var at = document; at?.Place is { } place; at = Documents.Find(other => other.Page == place))
        {
            if (!above.Add(Document.IdFor("c1", place)))
            {
                break;
            }
        }

        return above;
    }
}

internal sealed class ModelDocument(NotionId page, string title, string text, AccessLevel level, NotionId? parent)
{
    public NotionId Page { get; } = page;

    public string Id { get; } = Document.IdFor("c1", page);

    public AccessLevel Level { get; set; } = level;

    public bool IsAbsent { get; set; }

    /// <summary>Where it is shown; <see cref="Parent"/> is where the page lies.</summary>
    public NotionId? Place { get; set; } = parent;

    public NotionId? Parent { get; set; } = parent;

    public (string Title, string Text) Shown { get; set; } = (title, text);

    public (string Title, string Text) Source { get; set; } = (title, text);

    public int Version { get; set; } = 1;

    public int ShownVersion { get; set; } = 1;

    public int? Pending { get; set; }

    public Dictionary<int, (string Title, string Text)> Texts { get; } = new() { [1] = (title, text) };
}

internal sealed class ModelContact(string id)
{
    public string Id { get; } = id;

    public bool IsBlocked { get; set; }

    public bool IsRemoved { get; set; }

    public List<string> Groups { get; } = [];

    public int AcceptedNda { get; set; }

    public List<ModelLink> Links { get; } = [];
}

internal sealed class ModelLink(ModelContact contact, string id, string token, DateTimeOffset expiresAt)
{
    public ModelContact Contact { get; } = contact;

    public string Id { get; } = id;

    public string Token { get; } = token;

    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    public bool IsRevoked { get; set; }

    /// <summary>The last session that came of it, and its end.</summary>
    public (string Token, DateTimeOffset End)? Session { get; set; }
}

internal sealed record ModelGrant(string Id, string Subject, GrantScope Scope, string? DocumentId, AccessLevel Level, DateTimeOffset? ExpiresAt);
