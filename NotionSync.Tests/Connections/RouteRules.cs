using NotionSync.Http;

namespace NotionSync.Tests.Connections;

/// <summary>
/// Who may call which route. A route that is not listed here fails the test: say of each new one whose it is. HEAD goes with
/// GET.
/// </summary>
internal static class RouteRules
{
    public static RouteRule? Find(string route) => All.GetValueOrDefault(Key(route));

    public static string Key(string route) => route.StartsWith("HEAD ", StringComparison.Ordinal) ? "GET " + route["HEAD ".Length..] : route;

    /// <summary>
    /// Needs the role; where the route names a tenant, in that very tenant: another tenant's is 404, whatever the role.
    /// </summary>
    private static RouteRule Needs(Role least) => new(least);

    /// <summary>Anybody may call it; it proves in other ways what it may do, or shows nothing that is not public.</summary>
    private static RouteRule Open { get; } = new(null);

    /// <summary>Anybody may call it, and is refused with 401 without a right signature.</summary>
    private static RouteRule Signed { get; } = new(null, AsksForSignature: true);

    public static IReadOnlyDictionary<string, RouteRule> All { get; } = new Dictionary<string, RouteRule>
    {
        // Connections
        ["POST tenants/{tenant}/connections/session"] = Needs(Role.Admin),
        ["POST tenants/{tenant}/connections"] = Needs(Role.Admin),
        ["GET tenants/{tenant}/connections"] = Needs(Role.Reader),
        ["GET tenants/{tenant}/connections/{connectionId}"] = Needs(Role.Reader),
        ["PATCH tenants/{tenant}/connections/{connectionId}"] = Needs(Role.Admin),
        ["DELETE tenants/{tenant}/connections/{connectionId}"] = Needs(Role.Admin),
        ["POST tenants/{tenant}/connections/{connectionId}/check"] = Needs(Role.Admin),
        ["PUT tenants/{tenant}/connections/{connectionId}/token"] = Needs(Role.Admin),
        ["GET tenants/{tenant}/notion-app"] = Needs(Role.Admin),
        ["PUT tenants/{tenant}/notion-app"] = Needs(Role.Admin),
        ["DELETE tenants/{tenant}/notion-app"] = Needs(Role.Admin),
        ["GET oauth/notion/callback"] = Open,
        ["POST webhooks/nango"] = Signed,
        ["POST webhooks/notion"] = Signed,
        ["POST webhook-keys/notion"] = Needs(Role.Service),
        ["DELETE webhook-keys/notion"] = Needs(Role.Service),

        // Browsing
        ["GET tenants/{tenant}/connections/{connectionId}/search"] = Needs(Role.ContentManager),
        ["GET tenants/{tenant}/connections/{connectionId}/roots"] = Needs(Role.ContentManager),
        ["GET tenants/{tenant}/connections/{connectionId}/pages/{pageId}/children"] = Needs(Role.ContentManager),
        ["GET tenants/{tenant}/connections/{connectionId}/pages/{pageId}/preview"] = Needs(Role.ContentManager),
        ["GET tenants/{tenant}/connections/{connectionId}/data-sources/{dataSourceId}/pages"] = Needs(Role.ContentManager),
        ["GET tenants/{tenant}/connections/{connectionId}/databases/{databaseId}/children"] = Needs(Role.ContentManager),

        // Streams
        ["GET tenants/{tenant}/connections/{connectionId}/streams"] = Needs(Role.ContentManager),
        ["POST tenants/{tenant}/connections/{connectionId}/streams/read"] = Needs(Role.ContentManager),
        ["POST tenants/{tenant}/connections/{connectionId}/streams/exports"] = Needs(Role.ContentManager),
        ["GET tenants/{tenant}/stream-exports"] = Needs(Role.ContentManager),
        ["GET tenants/{tenant}/stream-exports/{exportId}"] = Needs(Role.ContentManager),
        ["GET tenants/{tenant}/stream-exports/{exportId}/content"] = Needs(Role.ContentManager),
        ["DELETE tenants/{tenant}/stream-exports/{exportId}"] = Needs(Role.ContentManager),

        // Actions
        ["GET tenants/{tenant}/connections/{connectionId}/actions"] = Needs(Role.ContentManager),
        ["POST tenants/{tenant}/connections/{connectionId}/actions/{name}"] = Needs(Role.ContentManager),
        ["PUT tenants/{tenant}/connections/{connectionId}/writes"] = Needs(Role.Admin),

        // Imports
        ["POST tenants/{tenant}/imports"] = Needs(Role.ContentManager),
        ["GET tenants/{tenant}/imports"] = Needs(Role.ContentManager),
        ["GET tenants/{tenant}/imports/{importId}"] = Needs(Role.Reader),
        ["POST tenants/{tenant}/imports/{importId}/cancel"] = Needs(Role.ContentManager),
        ["POST tenants/{tenant}/imports/{importId}/retry"] = Needs(Role.ContentManager),

        // Syncs
        ["POST tenants/{tenant}/sync"] = Needs(Role.ContentManager),
        ["GET tenants/{tenant}/sync/runs"] = Needs(Role.ContentManager),
        ["POST tenants/{tenant}/documents/{documentId}/resync"] = Needs(Role.ContentManager),
        ["POST sync-settings"] = Needs(Role.Service),

        // Documents
        ["GET tenants/{tenant}/documents"] = Needs(Role.Reader),
        ["GET tenants/{tenant}/documents/{documentId}"] = Needs(Role.Reader),
        ["PATCH tenants/{tenant}/documents/{documentId}"] = Needs(Role.ContentManager),
        ["DELETE tenants/{tenant}/documents/{documentId}"] = Needs(Role.ContentManager),
        ["GET tenants/{tenant}/documents/{documentId}/content"] = Needs(Role.Reader),
        ["GET tenants/{tenant}/documents/{documentId}/markdown"] = Needs(Role.Reader),
        ["GET tenants/{tenant}/documents/{documentId}/html"] = Needs(Role.Reader),
        ["GET tenants/{tenant}/documents/{documentId}/attachments/{name}"] = Needs(Role.Reader),
        ["GET tenants/{tenant}/documents/{documentId}/versions"] = Needs(Role.Reader),
        ["GET tenants/{tenant}/documents/{documentId}/versions/{version:int}"] = Needs(Role.Reader),
        ["GET tenants/{tenant}/documents/{documentId}/versions/{version:int}/content"] = Needs(Role.Reader),
        ["GET tenants/{tenant}/documents/{documentId}/versions/{version:int}/markdown"] = Needs(Role.Reader),
        ["GET tenants/{tenant}/documents/{documentId}/versions/{version:int}/html"] = Needs(Role.Reader),
        ["GET tenants/{tenant}/documents/{documentId}/versions/{version:int}/attachments/{name}"] = Needs(Role.Reader),
        ["GET tenants/{tenant}/documents/{documentId}/versions/compare"] = Needs(Role.Reader),
        ["POST tenants/{tenant}/documents/{documentId}/versions/{version:int}/approve"] = Needs(Role.ContentManager),
        ["POST tenants/{tenant}/documents/{documentId}/versions/{version:int}/reject"] = Needs(Role.ContentManager),
        ["POST tenants/{tenant}/documents/{documentId}/versions/{version:int}/restore"] = Needs(Role.ContentManager),
        ["POST tenants/{tenant}/documents/{documentId}/move/approve"] = Needs(Role.ContentManager),

        // The tenant
        ["GET tenants/{tenant}/events/deliveries"] = Needs(Role.Admin),
        ["POST tenants/{tenant}/events/deliveries/{eventId}/resend"] = Needs(Role.Admin),
        ["GET tenants/{tenant}/export"] = Needs(Role.Admin),
        ["POST tenants/{tenant}/import"] = Needs(Role.Service),
        ["DELETE tenants/{tenant}"] = Needs(Role.Admin),
        ["GET tenants/{tenant}/settings"] = Needs(Role.Reader),
        ["PATCH tenants/{tenant}/settings"] = Needs(Role.Admin),

        // Who may see documents
        ["GET tenants/{tenant}/grants"] = Needs(Role.ContentManager),
        ["POST tenants/{tenant}/grants"] = Needs(Role.ContentManager),
        ["DELETE tenants/{tenant}/grants/{grantId}"] = Needs(Role.ContentManager),
        ["GET tenants/{tenant}/contacts"] = Needs(Role.ContentManager),
        ["POST tenants/{tenant}/contacts"] = Needs(Role.ContentManager),
        ["GET tenants/{tenant}/contacts/{contactId}"] = Needs(Role.ContentManager),
        ["PATCH tenants/{tenant}/contacts/{contactId}"] = Needs(Role.ContentManager),
        ["DELETE tenants/{tenant}/contacts/{contactId}"] = Needs(Role.ContentManager),
        ["GET tenants/{tenant}/contacts/{contactId}/links"] = Needs(Role.ContentManager),
        ["POST tenants/{tenant}/contacts/{contactId}/links"] = Needs(Role.ContentManager),
        ["DELETE tenants/{tenant}/links/{linkId}"] = Needs(Role.ContentManager),
        ["GET tenants/{tenant}/groups"] = Needs(Role.ContentManager),
        ["POST tenants/{tenant}/groups"] = Needs(Role.ContentManager),
        ["PATCH tenants/{tenant}/groups/{groupId}"] = Needs(Role.ContentManager),
        ["DELETE tenants/{tenant}/groups/{groupId}"] = Needs(Role.ContentManager),
        ["GET tenants/{tenant}/nda"] = Needs(Role.ContentManager),
        ["POST tenants/{tenant}/nda"] = Needs(Role.ContentManager),
        ["GET tenants/{tenant}/nda/acceptances"] = Needs(Role.ContentManager),
        ["GET tenants/{tenant}/access-requests"] = Needs(Role.ContentManager),
        ["POST tenants/{tenant}/access-requests/{requestId}/approve"] = Needs(Role.ContentManager),
        ["POST tenants/{tenant}/access-requests/{requestId}/reject"] = Needs(Role.ContentManager),
        ["POST tenants/{tenant}/documents/access-level"] = Needs(Role.ContentManager),
        ["GET tenants/{tenant}/audit"] = Needs(Role.ContentManager),
        ["GET tenants/{tenant}/audit/export"] = Needs(Role.ContentManager),

        // The gate: shows what is public, and to contacts, who prove it by a link, what they were given
        ["GET public/{tenant}/documents"] = Open,
        ["GET public/{tenant}/documents/{documentId}"] = Open,
        ["GET public/{tenant}/documents/{documentId}/content"] = Open,
        ["GET public/{tenant}/documents/{documentId}/html"] = Open,
        ["GET public/{tenant}/documents/{documentId}/attachments/{name}"] = Open,
        ["POST public/{tenant}/access-requests"] = Open,
        ["GET public/{tenant}/session"] = Open,
        ["DELETE public/{tenant}/session"] = Open,
        ["GET public/{tenant}/nda"] = Open,
        ["POST public/{tenant}/nda/acceptance"] = Open,
        ["POST public/{tenant}/session"] = Signed,
        ["GET public/{tenant}/enter"] = Signed,

        // The app
        ["GET me"] = Needs(Role.Reader),
        ["GET health"] = Open,
        ["GET health/live"] = Open,
        ["GET health/ready"] = Open,
        ["GET openapi.json"] = Open,
    };
}

/// <param name="Least">The least role; null where anybody may call it.</param>
/// <param name="AsksForSignature">Open, but only to who can sign.</param>
internal sealed record RouteRule(Role? Least, bool AsksForSignature = false)
{
    public bool IsOpen => Least is null;
}
