using NotionSync.Http;
using NotionSync.Resources;

namespace NotionSync.OpenApi;

/// <summary>All HTTP functions. A test compares this list with the functions, and each role with what the app really asks for.</summary>
internal static class ApiOperations
{
    private const string Bytes = "application/octet-stream";

    private static readonly string[] Paged = ["cursor", "pageSize"];

    public static IReadOnlyList<ApiOperation> All { get; } =
    [
        new("GetHealth", "Tells that the app answers.", null) { ContentType = "text/plain" },
        new("GetLiveness", "Tells that the app answers, as JSON.", null) { Response = ApiJson.Default.HealthResource },
        new("GetReadiness", "Tells whether storage, secrets and the broker answer; 503 where one does not.", null) { Response = ApiJson.Default.HealthResource },
        new("GetOpenApi", "This description.", null) { ContentType = "application/json" },

        new("GetCaller", "Who is signed in, with which roles.", Role.Reader) { Response = ApiJson.Default.CallerResource },

        new("CreateConnectionSession", "Starts connecting by Nango or by OAuth: a page for the admin's browser. With a connection's id: authorises it anew.", Role.Admin, 201) { Request = ApiJson.Default.SessionRequest, Response = ApiJson.Default.SessionResource },
        new("CompleteNotionOAuth", "Where Notion sends the browser back to. Answers 302 to the return URL, or text.", null, 302) { Query = ["state", "code", "error"] },
        new("ReceiveNangoWebhook", "Takes a webhook of Nango, signed in X-Nango-Hmac-Sha256.", null) { RequestContentType = "application/json" },
        new("ReceiveNotionWebhook", "Takes a webhook of Notion, signed in X-Notion-Signature.", null) { RequestContentType = "application/json" },
        new("TakeNotionVerificationToken", "Reads the verification token of Notion's webhooks once, and makes it their key.", Role.Service) { Response = ApiJson.Default.VerificationResource },
        new("ResetNotionVerification", "Forgets the key of Notion's webhooks, for a new subscription.", Role.Service, 204),

        new("CreateConnection", "Connects a workspace by the token of an internal integration, or takes one that was made at Nango.", Role.Admin, 201) { Request = ApiJson.Default.ConnectRequest, Response = ApiJson.Default.ConnectionResource },
        new("ReplaceConnectionToken", "Gives a connection another token of its workspace.", Role.Admin) { Request = ApiJson.Default.TokenReplacement, Response = ApiJson.Default.ConnectionResource },
        new("ChangeConnection", "Changes its name, and whether and how often it is synced.", Role.Admin) { Request = ApiJson.Default.ConnectionChangeRequest, Response = ApiJson.Default.ConnectionResource },
        new("GetNotionApp", "The tenant's own Notion app, where it has one.", Role.Admin) { Response = ApiJson.Default.NotionAppResource },
        new("SetNotionApp", "Gives the tenant a Notion app of its own.", Role.Admin, 204) { Request = ApiJson.Default.NotionAppRequest },
        new("RemoveNotionApp", "Forgets the tenant's own Notion app.", Role.Admin, 204),
        new("ListConnections", "The tenant's connections.", Role.Reader) { Response = ApiJson.Default.ListResourceConnectionResource },
        new("GetConnection", "A connection.", Role.Reader) { Response = ApiJson.Default.ConnectionResource },
        new("CheckConnection", "Asks Notion now whether it still accepts the connection.", Role.Admin) { Response = ApiJson.Default.CheckResource },
        new("DeleteConnection", "Ends a connection. Its documents stay, unless documents=delete says otherwise.", Role.Admin, 204) { Query = ["documents"] },

        new("SearchWorkspace", "Searches the titles of what the workspace shares.", Role.ContentManager) { Response = ApiJson.Default.BrowseListResource, Query = ["query", "type", .. Paged] },
        new("ListRoots", "What lies at the top of what the workspace shares.", Role.ContentManager) { Response = ApiJson.Default.BrowseListResource },
        new("ListChildren", "The pages and databases within a page.", Role.ContentManager) { Response = ApiJson.Default.BrowseListResource },
        new("ListDataSourcePages", "The rows of a data source.", Role.ContentManager) { Response = ApiJson.Default.BrowseListResource, Query = Paged },
        new("ListDatabaseChildren", "The rows of a database or, where it has several, its data sources.", Role.ContentManager) { Response = ApiJson.Default.BrowseListResource, Query = Paged },
        new("PreviewPage", "A page as Markdown, or as HTML with format=html; nothing is stored.", Role.ContentManager) { ContentType = "text/markdown", Query = ["format"] },

        new("ListStreams", "The streams that a connection can be read as, with their JSON Schemas.", Role.ContentManager) { Response = ApiJson.Default.ListResourceStreamResource },
        new("ReadStream", "Reads a stream as lines of JSON, while it goes: records, states, and at last why it ended.", Role.ContentManager) { Request = ApiJson.Default.StreamReadRequest, ContentType = "application/x-ndjson" },
        new("StartStreamExport", "Starts a run that keeps streams as lines of JSON; its Location tells how it goes on.", Role.ContentManager, 202) { Request = ApiJson.Default.StreamExportRequest, Response = ApiJson.Default.StreamExportResource },
        new("ListStreamExports", "The runs that keep streams, the newest first.", Role.ContentManager) { Response = ApiJson.Default.ListResourceStreamExportResource, Query = Paged },
        new("GetStreamExport", "How such a run goes on, or went, and the states of its streams.", Role.ContentManager) { Response = ApiJson.Default.StreamExportResource },
        new("GetStreamExportContent", "The lines of such a run.", Role.ContentManager) { ContentType = "application/x-ndjson" },
        new("DeleteStreamExport", "Removes such a run with its lines.", Role.ContentManager, 204),

        new("ListActions", "What can be done with a connection by name, with JSON Schemas of the input. What writes is listed only where it is allowed.", Role.ContentManager) { Response = ApiJson.Default.ListResourceActionResource },
        new("RunAction", "Does something by name, and answers as Notion does. What writes also needs the role Integrator, the connection's grant and the deployment's.", Role.ContentManager) { Request = ApiJson.Default.ActionRequest, ContentType = "application/json" },
        new("GrantWrites", "Grants a connection that actions may write through it, or takes the grant back.", Role.Admin) { Request = ApiJson.Default.WriteGrantRequest, Response = ApiJson.Default.WriteGrantRequest },

        new("StartImport", "Starts an import; its Location tells how it goes on.", Role.ContentManager, 202) { Request = ApiJson.Default.ImportRequest, Response = ApiJson.Default.ImportResource },
        new("ListImports", "The tenant's imports and syncs.", Role.ContentManager) { Response = ApiJson.Default.ListResourceImportResource, Query = Paged },
        new("GetImport", "How an import goes on, or went.", Role.Reader) { Response = ApiJson.Default.ImportResource },
        new("CancelImport", "Ends an import; what is imported stays.", Role.ContentManager) { Response = ApiJson.Default.ImportResource },

        new("RetryImport", "Imports again what failed in a run.", Role.ContentManager, 202) { Response = ApiJson.Default.ImportResource },
        new("SyncTenant", "Syncs all of the tenant's connections now, or one of them.", Role.ContentManager, 202) { Response = ApiJson.Default.SyncStartedResource, Query = ["connectionId"] },
        new("ListSyncRuns", "The tenant's syncs.", Role.ContentManager) { Response = ApiJson.Default.ListResourceImportResource, Query = Paged },
        new("ResyncDocument", "Brings one document up to date now.", Role.ContentManager, 202) { Response = ApiJson.Default.ImportResource },
        new("SetSyncSettings", "Sets for many tenants at once whether and how often they sync by themselves.", Role.Service, 204) { Request = ApiJson.Default.SyncSettingsRequest },

        new("ListDocuments", "The tenant's documents.", Role.Reader) { Response = ApiJson.Default.ListResourceDocumentResource, Query = ["query", "accessLevel", "connectionId", "parentId", "status", "sort", "waits", .. Paged] },
        new("GetDocument", "A document.", Role.Reader) { Response = ApiJson.Default.DocumentResource },
        new("ChangeDocument", "Changes who may see a document, or its title.", Role.ContentManager) { Request = ApiJson.Default.DocumentChange, Response = ApiJson.Default.DocumentResource, Headers = ["If-Match"] },
        new("DeleteDocument", "Removes a document.", Role.ContentManager, 204),
        new("GetDocumentContent", "The document's file, or its Markdown, by its kind.", Role.Reader) { ContentType = Bytes },
        new("GetDocumentMarkdown", "The whole page as Markdown.", Role.Reader) { ContentType = "text/markdown" },
        new("GetDocumentHtml", "The whole page as sanitised HTML.", Role.Reader) { ContentType = "text/html" },
        new("GetAttachment", "A file of the page.", Role.Reader) { ContentType = Bytes },

        new("ListVersions", "The versions of a document, the newest first.", Role.Reader) { Response = ApiJson.Default.ListResourceVersionResource, Query = Paged },
        new("GetVersion", "A version of a document.", Role.Reader) { Response = ApiJson.Default.VersionResource },
        new("GetVersionContent", "The version's file, or its Markdown, by its kind.", Role.Reader) { ContentType = Bytes },
        new("GetVersionMarkdown", "The version as Markdown.", Role.Reader) { ContentType = "text/markdown" },
        new("GetVersionHtml", "The version as sanitised HTML.", Role.Reader) { ContentType = "text/html" },
        new("GetVersionAttachment", "A file of the version.", Role.Reader) { ContentType = Bytes },
        new("CompareVersions", "What differs between two versions.", Role.Reader) { Response = ApiJson.Default.VersionComparison, Query = ["from", "to"] },
        new("ApproveVersion", "Lets a version that waits for review become the document's.", Role.ContentManager) { Response = ApiJson.Default.DocumentResource },
        new("RejectVersion", "Refuses a version that waits for review.", Role.ContentManager) { Response = ApiJson.Default.DocumentResource },
        new("RestoreVersion", "Makes an earlier version the document's again.", Role.ContentManager) { Response = ApiJson.Default.DocumentResource },
        new("ApproveMove", "Lets a document that moved in Notion move here.", Role.ContentManager) { Response = ApiJson.Default.DocumentResource },
        new("GetSettings", "The tenant's settings.", Role.Reader) { Response = ApiJson.Default.TenantSettings },
        new("ChangeSettings", "Changes the tenant's settings.", Role.Admin) { Request = ApiJson.Default.TenantSettingsChange, Response = ApiJson.Default.TenantSettings },

        new("ListEventDeliveries", "The events that were sent to the product's back end, or are to be, the newest first.", Role.Admin) { Response = ApiJson.Default.ListResourceEventDeliveryResource, Query = ["state", .. Paged] },
        new("ResendEvent", "Sends an event again.", Role.Admin, 202) { Response = ApiJson.Default.EventDeliveryResource },

        new("ListGrants", "Which contacts and groups may see which documents and folders.", Role.ContentManager) { Response = ApiJson.Default.ListResourceGrant, Query = ["contactId", "groupId", "documentId", .. Paged] },
        new("AddGrant", "Lets a contact or a group see a document or a folder.", Role.ContentManager, 201) { Request = ApiJson.Default.GrantDraft, Response = ApiJson.Default.Grant },
        new("RemoveGrant", "Takes a grant back.", Role.ContentManager, 204),
        new("ListLinks", "The links of a contact.", Role.ContentManager) { Response = ApiJson.Default.ListResourceLinkResource, Query = Paged },
        new("AddLink", "Makes a link by which a contact comes in.", Role.ContentManager, 201) { Request = ApiJson.Default.LinkDraft, Response = ApiJson.Default.LinkResource },
        new("RevokeLink", "Takes a link back.", Role.ContentManager, 204),
        new("ListAccessRequests", "Who asked for access.", Role.ContentManager) { Response = ApiJson.Default.ListResourceAccessRequest, Query = Paged },
        new("ApproveAccessRequest", "Makes a contact of who asked, with a link.", Role.ContentManager, 201) { Request = ApiJson.Default.AccessApproval, Response = ApiJson.Default.ApprovalResource },
        new("RejectAccessRequest", "Refuses who asked.", Role.ContentManager, 204),
        new("ChangeLevels", "Changes who may see many documents, or a folder.", Role.ContentManager) { Request = ApiJson.Default.LevelChange, Response = ApiJson.Default.LevelChangeResult },
        new("ListAudit", "What people did, the newest first.", Role.ContentManager) { Response = ApiJson.Default.ListResourceAuditEntry, Query = ["subject", "from", "before", .. Paged] },
        new("ExportAudit", "All of it, a line for each, as JSON or with format=csv.", Role.ContentManager) { ContentType = Bytes, Query = ["format", "from", "before"] },
        new("ListContacts", "The contacts of the tenant.", Role.ContentManager) { Response = ApiJson.Default.ListResourceContact, Query = Paged },
        new("AddContact", "Adds a contact.", Role.ContentManager, 201) { Request = ApiJson.Default.ContactDraft, Response = ApiJson.Default.Contact },
        new("GetContact", "A contact.", Role.ContentManager) { Response = ApiJson.Default.Contact },
        new("ChangeContact", "Changes a contact.", Role.ContentManager) { Request = ApiJson.Default.ContactChange, Response = ApiJson.Default.Contact },
        new("RemoveContact", "Removes a contact, with its links and grants.", Role.ContentManager, 204),
        new("ListGroups", "The groups of contacts.", Role.ContentManager) { Response = ApiJson.Default.ListResourceContactGroup, Query = Paged },
        new("AddGroup", "Adds a group.", Role.ContentManager, 201) { Request = ApiJson.Default.GroupDraft, Response = ApiJson.Default.ContactGroup },
        new("RenameGroup", "Renames a group.", Role.ContentManager) { Request = ApiJson.Default.GroupDraft, Response = ApiJson.Default.ContactGroup },
        new("RemoveGroup", "Removes a group; its contacts stay.", Role.ContentManager, 204),
        new("ListNdas", "The versions of the NDA.", Role.ContentManager) { Response = ApiJson.Default.ListResourceNdaText, Query = Paged },
        new("PublishNda", "Publishes a version of the NDA.", Role.ContentManager, 201) { Request = ApiJson.Default.NdaDraft, Response = ApiJson.Default.NdaText },
        new("ListAcceptances", "Who accepted which version of the NDA.", Role.ContentManager) { Response = ApiJson.Default.ListResourceNdaAcceptance, Query = ["contactId", .. Paged] },
        new("RequestAccess", "A visitor asks for access.", null, 202) { Request = ApiJson.Default.AccessRequestDraft },
        new("OpenSession", "Exchanges a link for a session.", null, 201) { Request = ApiJson.Default.SessionDraft, Response = ApiJson.Default.Session },
        new("EnterByLink", "Where a link leads a browser: a session, and on to the documents.", null, 303) { Query = ["link"] },
        new("GetSession", "Who the visitor is taken for.", null) { Response = ApiJson.Default.VisitorResource },
        new("CloseSession", "Ends the visitor's session.", null, 204),
        new("GetPublicNda", "The NDA that a visitor has to accept.", null) { Response = ApiJson.Default.PublicNdaResource },
        new("AcceptNda", "Accepts the NDA.", null, 201) { Request = ApiJson.Default.AcceptanceDraft, Response = ApiJson.Default.AcceptanceResource },
        new("ListPublicDocuments", "The documents that the visitor may see.", null) { Response = ApiJson.Default.ListResourcePublicDocumentResource, Query = ["query", "parentId", .. Paged] },
        new("GetPublicDocument", "A document that the visitor may see.", null) { Response = ApiJson.Default.PublicDocumentResource },
        new("GetPublicDocumentContent", "Its file, or its Markdown.", null) { ContentType = Bytes },
        new("GetPublicDocumentHtml", "It as sanitised HTML.", null) { ContentType = "text/html" },
        new("GetPublicAttachment", "A file of it.", null) { ContentType = Bytes },

        new("ExportTenant", "Everything of the tenant but its tokens, as a tar archive.", Role.Admin) { ContentType = "application/x-tar" },
        new("ImportTenant", "Brings an export into a tenant that has nothing. With resume=true what is there stays.", Role.Service) { RequestContentType = "application/x-tar", Response = ApiJson.Default.TenantImportResource, Query = ["resume"] },
        new("DeleteTenant", "Removes everything of the tenant for good. 202: call again to go on.", Role.Admin, 204) { Query = ["confirm"] },
    ];
}
