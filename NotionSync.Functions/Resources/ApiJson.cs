using System.Text.Json;
using System.Text.Json.Serialization;
using NotionSync.Auditing;
using NotionSync.Connections;
using NotionSync.Documents;
using NotionSync.Events;
using NotionSync.Importing;
using NotionSync.Notion;
using NotionSync.Publishing;
using NotionSync.Streams;
using NotionSync.Streams.Exporting;
using NotionSync.Syncing;
using NotionSync.Tenants;

namespace NotionSync.Resources;

/// <summary>The JSON of the HTTP API: camel case; enum values in snake case; ids with dashes.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    RespectNullableAnnotations = true,
    Converters =
    [
        typeof(NotionIdJsonConverter),
        typeof(SnakeCase<AbsenceReason>),
        typeof(SnakeCase<AccessLevel>),
        typeof(SnakeCase<ConnectionProvider>),
        typeof(SnakeCase<ConnectionStatus>),
        typeof(SnakeCase<DocumentKind>),
        typeof(SnakeCase<DocumentStatus>),
        typeof(SnakeCase<EventDeliveryState>),
        typeof(SnakeCase<ImportAs>),
        typeof(SnakeCase<ImportItemKind>),
        typeof(SnakeCase<ImportKind>),
        typeof(SnakeCase<ImportStatus>),
        typeof(SnakeCase<StreamExportStatus>),
        typeof(SnakeCase<StreamMode>),
        typeof(SnakeCase<AbsentSources>),
        typeof(SnakeCase<ContactState>),
        typeof(SnakeCase<GrantScope>),
        typeof(SnakeCase<PublishChanges>),
        typeof(SnakeCase<SyncReason>),
        typeof(SnakeCase<VersionState>),
    ])]
[JsonSerializable(typeof(CallerResource))]
[JsonSerializable(typeof(ActionRequest))]
[JsonSerializable(typeof(ListResource<ActionResource>))]
[JsonSerializable(typeof(WriteGrantRequest))]
[JsonSerializable(typeof(CheckResource))]
[JsonSerializable(typeof(ConnectRequest))]
[JsonSerializable(typeof(ConnectionChangeRequest))]
[JsonSerializable(typeof(ConnectionResource))]
[JsonSerializable(typeof(DocumentChange))]
[JsonSerializable(typeof(DocumentResource))]
[JsonSerializable(typeof(EventDeliveryResource))]
[JsonSerializable(typeof(HealthResource))]
[JsonSerializable(typeof(ImportRequest))]
[JsonSerializable(typeof(ImportResource))]
[JsonSerializable(typeof(SyncSettingsRequest))]
[JsonSerializable(typeof(SyncStartedResource))]
[JsonSerializable(typeof(BrowseListResource))]
[JsonSerializable(typeof(ListResource<ConnectionResource>))]
[JsonSerializable(typeof(ListResource<DocumentResource>))]
[JsonSerializable(typeof(ListResource<EventDeliveryResource>))]
[JsonSerializable(typeof(ListResource<ImportResource>))]
[JsonSerializable(typeof(NotionAppRequest))]
[JsonSerializable(typeof(NotionAppResource))]
[JsonSerializable(typeof(SessionRequest))]
[JsonSerializable(typeof(SessionResource))]
[JsonSerializable(typeof(ListResource<StreamExportResource>))]
[JsonSerializable(typeof(ListResource<StreamResource>))]
[JsonSerializable(typeof(StreamExportRequest))]
[JsonSerializable(typeof(StreamExportResource))]
[JsonSerializable(typeof(StreamReadRequest))]
[JsonSerializable(typeof(TokenReplacement))]
[JsonSerializable(typeof(VerificationResource))]
[JsonSerializable(typeof(ListResource<VersionResource>))]
[JsonSerializable(typeof(TenantSettings))]
[JsonSerializable(typeof(TenantSettingsChange))]
[JsonSerializable(typeof(VersionComparison))]
[JsonSerializable(typeof(VersionResource))]
[JsonSerializable(typeof(AcceptanceDraft))]
[JsonSerializable(typeof(AcceptanceResource))]
[JsonSerializable(typeof(AccessApproval))]
[JsonSerializable(typeof(AccessRequestDraft))]
[JsonSerializable(typeof(ApprovalResource))]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(Contact))]
[JsonSerializable(typeof(ContactChange))]
[JsonSerializable(typeof(ContactDraft))]
[JsonSerializable(typeof(ContactGroup))]
[JsonSerializable(typeof(Grant))]
[JsonSerializable(typeof(GrantDraft))]
[JsonSerializable(typeof(GroupDraft))]
[JsonSerializable(typeof(LevelChange))]
[JsonSerializable(typeof(LevelChangeResult))]
[JsonSerializable(typeof(LinkDraft))]
[JsonSerializable(typeof(LinkResource))]
[JsonSerializable(typeof(ListResource<AccessRequest>))]
[JsonSerializable(typeof(ListResource<AuditEntry>))]
[JsonSerializable(typeof(ListResource<Contact>))]
[JsonSerializable(typeof(ListResource<ContactGroup>))]
[JsonSerializable(typeof(ListResource<Grant>))]
[JsonSerializable(typeof(ListResource<LinkResource>))]
[JsonSerializable(typeof(ListResource<NdaAcceptance>))]
[JsonSerializable(typeof(ListResource<NdaText>))]
[JsonSerializable(typeof(ListResource<PublicDocumentResource>))]
[JsonSerializable(typeof(NdaDraft))]
[JsonSerializable(typeof(NdaText))]
[JsonSerializable(typeof(PublicDocumentResource))]
[JsonSerializable(typeof(PublicNdaResource))]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(SessionDraft))]
[JsonSerializable(typeof(VisitorResource))]
[JsonSerializable(typeof(TenantImportResource))]
internal sealed partial class ApiJson : JsonSerializerContext;

/// <summary>Writes enums as the contract does: <c>completed_with_errors</c>, <c>contact_nda</c>.</summary>
internal sealed class SnakeCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>A list, and where it goes on; <paramref name="NextCursor"/> null: this was its end.</summary>
internal sealed record ListResource<T>(IReadOnlyList<T> Items, string? NextCursor);
