import { client, read, readTagged } from "./client";
import type { AccessLevel, BrowseItem, BrowsePage, Connection, Contact, ImportItem, Me, Run, TenantSettings } from "./types";

export function getMe(signal?: AbortSignal): Promise<Me> {
  return read(client.GET("/api/me", { signal }));
}

/** What a view may ask of the API of one tenant. Every call rejects with a `Problem`. */
export class TenantApi {
  private readonly of: { tenant: string };
  private readonly root: string;

  constructor(readonly tenant: string) {
    this.of = { tenant };
    this.root = `/api/tenants/${encodeURIComponent(tenant)}`;
  }

  // Connections

  async connections(signal?: AbortSignal): Promise<Connection[]> {
    return (await read(client.GET("/api/tenants/{tenant}/connections", { params: { path: this.of }, signal }))).items;
  }

  startSession(provider: "nango" | "notion", returnUrl: string, connectionId?: string) {
    return read(client.POST("/api/tenants/{tenant}/connections/session", { params: { path: this.of }, body: { provider, returnUrl, connectionId } }));
  }

  connectByToken(token: string, name: string | undefined) {
    return read(client.POST("/api/tenants/{tenant}/connections", { params: { path: this.of }, body: { kind: "token", token, name } }));
  }

  replaceToken(connectionId: string, token: string) {
    return read(client.PUT("/api/tenants/{tenant}/connections/{connectionId}/token", { params: { path: { ...this.of, connectionId } }, body: { token } }));
  }

  changeConnection(connectionId: string, change: { name?: string; autoSync?: Connection["autoSync"] }) {
    return read(client.PATCH("/api/tenants/{tenant}/connections/{connectionId}", { params: { path: { ...this.of, connectionId } }, body: change }));
  }

  check(connectionId: string) {
    return read(client.POST("/api/tenants/{tenant}/connections/{connectionId}/check", { params: { path: { ...this.of, connectionId } } }));
  }

  disconnect(connectionId: string, documents: "keep" | "delete") {
    return read(client.DELETE("/api/tenants/{tenant}/connections/{connectionId}", { params: { path: { ...this.of, connectionId }, query: { documents } } }));
  }

  // Browsing

  roots(connectionId: string, signal?: AbortSignal): Promise<BrowsePage> {
    return read(client.GET("/api/tenants/{tenant}/connections/{connectionId}/roots", { params: { path: { ...this.of, connectionId } }, signal }));
  }

  /** What lies under a page or in a data source; the latter page by page. */
  children(connectionId: string, { id, type }: BrowseItem, cursor: string | null, signal?: AbortSignal): Promise<BrowsePage> {
    const query = { cursor: cursor ?? undefined };

    switch (type) {
      case "database":
        return read(client.GET("/api/tenants/{tenant}/connections/{connectionId}/databases/{databaseId}/children", { params: { path: { ...this.of, connectionId, databaseId: id }, query }, signal }));
      case "data_source":
        return read(client.GET("/api/tenants/{tenant}/connections/{connectionId}/data-sources/{dataSourceId}/pages", { params: { path: { ...this.of, connectionId, dataSourceId: id }, query }, signal }));
      default:
        return read(client.GET("/api/tenants/{tenant}/connections/{connectionId}/pages/{pageId}/children", { params: { path: { ...this.of, connectionId, pageId: id } }, signal }));
    }
  }

  search(connectionId: string, query: string, cursor: string | null, signal?: AbortSignal) {
    return read(client.GET("/api/tenants/{tenant}/connections/{connectionId}/search", { params: { path: { ...this.of, connectionId }, query: { query, ...paged(cursor, 100) } }, signal }));
  }

  previewUrl(connectionId: string, page: string): string {
    return `${this.root}/connections/${connectionId}/pages/${page}/preview?format=html`;
  }

  // Imports and syncs

  startImport(connectionId: string, items: ImportItem[], accessLevel: AccessLevel): Promise<Run> {
    return read(client.POST("/api/tenants/{tenant}/imports", { params: { path: this.of }, body: { connectionId, items, accessLevel } }));
  }

  imports(cursor: string | null, signal?: AbortSignal) {
    return read(client.GET("/api/tenants/{tenant}/imports", { params: { path: this.of, query: paged(cursor, 50) }, signal }));
  }

  import(importId: string, signal?: AbortSignal) {
    return read(client.GET("/api/tenants/{tenant}/imports/{importId}", { params: { path: { ...this.of, importId } }, signal }));
  }

  cancelImport(importId: string) {
    return read(client.POST("/api/tenants/{tenant}/imports/{importId}/cancel", { params: { path: { ...this.of, importId } } }));
  }

  retryImport(importId: string) {
    return read(client.POST("/api/tenants/{tenant}/imports/{importId}/retry", { params: { path: { ...this.of, importId } } }));
  }

  sync(connectionId?: string) {
    return read(client.POST("/api/tenants/{tenant}/sync", { params: { path: this.of, query: { connectionId } } }));
  }

  /** Events that were given up, for the product's back end. */
  failedEvents(signal?: AbortSignal) {
    return read(client.GET("/api/tenants/{tenant}/events/deliveries", { params: { path: this.of, query: { state: "dead", pageSize: 100 } }, signal }));
  }

  resendEvent(eventId: string) {
    return read(client.POST("/api/tenants/{tenant}/events/deliveries/{eventId}/resend", { params: { path: { ...this.of, eventId } } }));
  }

  // Documents

  documents(filter: DocumentFilter, cursor: string | null, signal?: AbortSignal) {
    return read(client.GET("/api/tenants/{tenant}/documents", { params: { path: this.of, query: { ...filter, query: filter.query || undefined, ...paged(cursor, 100) } }, signal }));
  }

  document(documentId: string, signal?: AbortSignal) {
    return readTagged(client.GET("/api/tenants/{tenant}/documents/{documentId}", { params: { path: { ...this.of, documentId } }, signal }));
  }

  changeDocument(documentId: string, etag: string, change: { accessLevel?: AccessLevel; title?: string }) {
    return readTagged(client.PATCH("/api/tenants/{tenant}/documents/{documentId}", { params: { path: { ...this.of, documentId }, header: { "If-Match": etag } }, body: change }));
  }

  deleteDocument(documentId: string) {
    return read(client.DELETE("/api/tenants/{tenant}/documents/{documentId}", { params: { path: { ...this.of, documentId } } }));
  }

  resync(documentId: string) {
    return read(client.POST("/api/tenants/{tenant}/documents/{documentId}/resync", { params: { path: { ...this.of, documentId } } }));
  }

  changeLevels(documentIds: string[], accessLevel: AccessLevel) {
    return read(client.POST("/api/tenants/{tenant}/documents/access-level", { params: { path: this.of }, body: { documentIds, accessLevel } }));
  }

  documentUrl(id: string, part: "content" | "html" | "markdown"): string {
    return `${this.root}/documents/${id}/${part}`;
  }

  attachmentUrl(id: string, name: string): string {
    return `${this.root}/documents/${id}/attachments/${encodeURIComponent(name)}`;
  }

  // Versions

  versions(documentId: string, cursor: string | null, signal?: AbortSignal) {
    return read(client.GET("/api/tenants/{tenant}/documents/{documentId}/versions", { params: { path: { ...this.of, documentId }, query: paged(cursor, 50) }, signal }));
  }

  compare(documentId: string, from: number, to: number, signal?: AbortSignal) {
    return read(client.GET("/api/tenants/{tenant}/documents/{documentId}/versions/compare", { params: { path: { ...this.of, documentId }, query: { from: String(from), to: String(to) } }, signal }));
  }

  decide(documentId: string, version: number, decision: "approve" | "reject" | "restore") {
    const options = { params: { path: { ...this.of, documentId, version } } };

    switch (decision) {
      case "approve":
        return read(client.POST("/api/tenants/{tenant}/documents/{documentId}/versions/{version}/approve", options));
      case "reject":
        return read(client.POST("/api/tenants/{tenant}/documents/{documentId}/versions/{version}/reject", options));
      case "restore":
        return read(client.POST("/api/tenants/{tenant}/documents/{documentId}/versions/{version}/restore", options));
    }
  }

  approveMove(documentId: string) {
    return read(client.POST("/api/tenants/{tenant}/documents/{documentId}/move/approve", { params: { path: { ...this.of, documentId } } }));
  }

  // People outside

  contacts(cursor: string | null, signal?: AbortSignal) {
    return read(client.GET("/api/tenants/{tenant}/contacts", { params: { path: this.of, query: paged(cursor, 100) }, signal }));
  }

  contact(contactId: string, signal?: AbortSignal) {
    return read(client.GET("/api/tenants/{tenant}/contacts/{contactId}", { params: { path: { ...this.of, contactId } }, signal }));
  }

  addContact(contact: { email: string; name?: string; company?: string }) {
    return read(client.POST("/api/tenants/{tenant}/contacts", { params: { path: this.of }, body: contact }));
  }

  changeContact(contactId: string, change: { state: Contact["state"] }) {
    return read(client.PATCH("/api/tenants/{tenant}/contacts/{contactId}", { params: { path: { ...this.of, contactId } }, body: change }));
  }

  removeContact(contactId: string) {
    return read(client.DELETE("/api/tenants/{tenant}/contacts/{contactId}", { params: { path: { ...this.of, contactId } } }));
  }

  grants(of: { contactId?: string; documentId?: string }, signal?: AbortSignal) {
    return read(client.GET("/api/tenants/{tenant}/grants", { params: { path: this.of, query: { ...of, pageSize: 100 } }, signal }));
  }

  addGrant(grant: { scope: "document" | "folder" | "library"; level: AccessLevel; contactId: string; documentId?: string; expiresAt?: string }) {
    return read(client.POST("/api/tenants/{tenant}/grants", { params: { path: this.of }, body: grant }));
  }

  removeGrant(grantId: string) {
    return read(client.DELETE("/api/tenants/{tenant}/grants/{grantId}", { params: { path: { ...this.of, grantId } } }));
  }

  links(contactId: string, signal?: AbortSignal) {
    return read(client.GET("/api/tenants/{tenant}/contacts/{contactId}/links", { params: { path: { ...this.of, contactId }, query: { pageSize: 100 } }, signal }));
  }

  addLink(contactId: string) {
    return read(client.POST("/api/tenants/{tenant}/contacts/{contactId}/links", { params: { path: { ...this.of, contactId } }, body: {} }));
  }

  revokeLink(linkId: string) {
    return read(client.DELETE("/api/tenants/{tenant}/links/{linkId}", { params: { path: { ...this.of, linkId } } }));
  }

  accessRequests(signal?: AbortSignal) {
    return read(client.GET("/api/tenants/{tenant}/access-requests", { params: { path: this.of, query: { pageSize: 100 } }, signal }));
  }

  approveRequest(requestId: string, approval: { level: AccessLevel; expiresAt?: string }) {
    return read(client.POST("/api/tenants/{tenant}/access-requests/{requestId}/approve", { params: { path: { ...this.of, requestId } }, body: approval }));
  }

  rejectRequest(requestId: string) {
    return read(client.POST("/api/tenants/{tenant}/access-requests/{requestId}/reject", { params: { path: { ...this.of, requestId } } }));
  }

  ndas(signal?: AbortSignal) {
    return read(client.GET("/api/tenants/{tenant}/nda", { params: { path: this.of, query: { pageSize: 50 } }, signal }));
  }

  publishNda(text: string, askAgain: boolean) {
    return read(client.POST("/api/tenants/{tenant}/nda", { params: { path: this.of }, body: { text, askAgain } }));
  }

  /** @param subject Only what happened to this, as in `document:ID`. */
  audit(cursor: string | null, subject?: string, signal?: AbortSignal) {
    return read(client.GET("/api/tenants/{tenant}/audit", { params: { path: this.of, query: { subject, ...paged(cursor, 100) } }, signal }));
  }

  auditExportUrl(format: "ndjson" | "csv"): string {
    return `${this.root}/audit/export?format=${format}`;
  }

  // Settings

  settings(signal?: AbortSignal): Promise<TenantSettings> {
    return read(client.GET("/api/tenants/{tenant}/settings", { params: { path: this.of }, signal }));
  }

  changeSettings(change: Partial<TenantSettings>): Promise<TenantSettings> {
    return read(client.PATCH("/api/tenants/{tenant}/settings", { params: { path: this.of }, body: change }));
  }
}

export interface DocumentFilter {
  query?: string;
  accessLevel?: string;
  status?: string;
  waits?: boolean;
  connectionId?: string;
  sort?: string;
  parentId?: string;
}

function paged(cursor: string | null, pageSize: number): { cursor: string | undefined; pageSize: number } {
  return { cursor: cursor ?? undefined, pageSize };
}
