using NotionSync.Documents;
using NotionSync.Tenants;

namespace NotionSync.Publishing;

/// <summary>Who sees what. The only place where that is decided; everything that is shown outside passes here.</summary>
internal static class AccessRules
{
    public enum Sight
    {
        Hidden,
        Visible,

        /// <summary>Visible if it lies in one of the visitor's folders.</summary>
        IfInFolder,
    }

    public static Sight Of(Document document, Visitor visitor)
    {
        if (document.Status != DocumentStatus.Current && visitor.Settings.AbsentSources != AbsentSources.Keep)
        {
            return Sight.Hidden;
        }

        return document.AccessLevel switch
        {
            AccessLevel.Public => Sight.Visible,
            AccessLevel.Contact => OfGrants(document, visitor),
            AccessLevel.ContactNda when visitor.AcceptedNda => OfGrants(document, visitor),

            // Internal, an NDA that is not accepted, and whatever comes to be added.
            _ => Sight.Hidden,
        };
    }

    /// <summary>The folders whose content the visitor may see as far as the document's level goes.</summary>
    public static IEnumerable<string> Folders(Document document, Visitor visitor)
        => visitor.Grants.Where(grant => grant.Scope == GrantScope.Folder && Reaches(grant, document)).Select(grant => grant.DocumentId!);

    private static Sight OfGrants(Document document, Visitor visitor)
    {
        if (visitor.Contact is not { State: ContactState.Active })
        {
            return Sight.Hidden;
        }

        var reaching = visitor.Grants.Where(grant => Reaches(grant, document)).ToList();

        return reaching.Any(grant => grant.Scope == GrantScope.Library || grant.DocumentId == document.Id) ? Sight.Visible
            : reaching.Any(grant => grant.Scope == GrantScope.Folder) ? Sight.IfInFolder
            : Sight.Hidden;
    }

    private static bool Reaches(Grant grant, Document document) => grant.Level >= document.AccessLevel;
}
