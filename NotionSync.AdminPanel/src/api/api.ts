import { send, sendForResponse, type Page } from "./http";
import type {
  AccessLevel, AccessLink, AccessRequest, AuditEntry, BrowseItem, BrowsePage, Contact, ConnectSession, Connection, ConnectionCheck, DocumentInfo, Grant, ImportItem, Me, NdaText, Run,
  TenantSettings, Version, VersionComparison,
} from "./types";

const base = "/api";

export function getMe(signal?: AbortSignal): Promise<Me> {
  return send(`${base}/me`, { signal });
}

/** The API of one tenant. Every call rejects with a `Problem`. */
export class TenantApi {
  private readonly root: string;

  constructor(readonly tenant: string) {
    this.root = `${base}/tenants/${encodeURIComponent(tenant)}`;
  }

  // Connections

  async connections(signal?: AbortSignal): Promise<Connection[]> {
    return (await send<Page<Connection>>(`${this.root}/connections`, { signal })).items;
  }

  startSession(provider: "nango" | "notion", returnUrl: string, connectionId?: string): Promise<ConnectSession> {
    return send(`${this.root}/connections/session`, { method: "POST", body: { provider, returnUrl, connectionId } });
  }

  connectByToken(token: string, name: string | undefined): Promise<Connection> {
    return send(`${this.root}/connections`, { method: "POST", body: { kind: "token", token, name } });
  }

  replaceToken(id: string, token: string): Promise<Connection> {
    return send(`${this.root}/connections/${id}/token`, { method: "PUT", body: { token } });
  }

  changeConnection(id: string, change: { name?: string; autoSync?: Connection["autoSync"] }): Promise<Connection> {
    return send(`${this.root}/connections/${id}`, { method: "PATCH", body: change });
  }

  check(id: string): Promise<ConnectionCheck> {
    return send(`${this.root}/connections/${id}/check`, { method: "POST" });
  }

  disconnect(id: string, documents: "keep" | "delete"): Promise<void> {
    return send(`${this.root}/connections/${id}`, { method: "DELETE", query: { documents } });
  }

  // Browsing

  roots(connection: string, signal?: AbortSignal): Promise<BrowsePage> {
    return send(`${this.root}/connections/${connection}/roots`, { signal });
  }

  /** What lies under a page or in a data source; the latter page by page. */
  async children(connection: string, item: BrowseItem, cursor: string | null, signal?: AbortSignal): Promise<BrowsePage> {
    const path = { page: `pages/${item.id}/children`, database: `databases/${item.id}/children`, data_source: `data-sources/${item.id}/pages` }[item.type];
    return send(`${this.root}/connections/${connection}/${path}`, { query: { cursor }, signal });
  }

  search(connection: string, query: string, cursor: string | null, signal?: AbortSignal): Promise<Page<BrowseItem>> {
    return send(`${this.root}/connections/${connection}/search`, { query: { query, cursor, pageSize: 50 }, signal });
  }

  previewUrl(connection: string, page: string): string {
    return `${this.root}/connections/${connection}/pages/${page}/preview?format=html`;
  }

  // Imports and syncs

  startImport(connectionId: string, items: ImportItem[], accessLevel: AccessLevel): Promise<Run> {
    return send(`${this.root}/imports`, { method: "POST", body: { connectionId, items, accessLevel } });
  }

  imports(cursor: string | null, signal?: AbortSignal): Promise<Page<Run>> {
    return send(`${this.root}/imports`, { query: { cursor, pageSize: 50 }, signal });
  }

  import(id: string, signal?: AbortSignal): Promise<Run> {
    return send(`${this.root}/imports/${id}`, { signal });
  }

  cancelImport(id: string): Promise<Run> {
    return send(`${this.root}/imports/${id}/cancel`, { method: "POST" });
  }

  retryImport(id: string): Promise<Run> {
    return send(`${this.root}/imports/${id}/retry`, { method: "POST" });
  }

  sync(connectionId?: string): Promise<{ runs: { id: string; connectionId: string }[] }> {
    return send(`${this.root}/sync`, { method: "POST", query: { connectionId } });
  }

  // Documents

  documents(query: DocumentFilter, cursor: string | null, signal?: AbortSignal): Promise<Page<DocumentInfo>> {
    return send(`${this.root}/documents`, { query: { ...query, cursor, pageSize: 100 }, signal });
  }

  document(id: string, signal?: AbortSignal): Promise<{ value: DocumentInfo; etag: string | null }> {
    return sendForResponse(`${this.root}/documents/${id}`, { signal });
  }

  changeDocument(id: string, etag: string, change: { accessLevel?: AccessLevel; title?: string }): Promise<{ value: DocumentInfo; etag: string | null }> {
    return sendForResponse(`${this.root}/documents/${id}`, { method: "PATCH", body: change, headers: { "if-match": etag } });
  }

  deleteDocument(id: string): Promise<void> {
    return send(`${this.root}/documents/${id}`, { method: "DELETE" });
  }

  resync(id: string): Promise<Run> {
    return send(`${this.root}/documents/${id}/resync`, { method: "POST" });
  }

  // Versions

  versions(id: string, cursor: string | null, signal?: AbortSignal): Promise<Page<Version>> {
    return send(`${this.root}/documents/${id}/versions`, { query: { cursor, pageSize: 50 }, signal });
  }

  compare(id: string, from: number, to: number, signal?: AbortSignal): Promise<VersionComparison> {
    return send(`${this.root}/documents/${id}/versions/compare`, { query: { from, to }, signal });
  }

  decide(id: string, version: number, decision: "approve" | "reject" | "restore"): Promise<DocumentInfo> {
    return send(`${this.root}/documents/${id}/versions/${version}/${decision}`, { method: "POST" });
  }

  approveMove(id: string): Promise<DocumentInfo> {
    return send(`${this.root}/documents/${id}/move/approve`, { method: "POST" });
  }

  changeLevels(documentIds: string[], accessLevel: AccessLevel): Promise<{ changed: number; unchanged: number; notFound: string[] }> {
    return send(`${this.root}/documents/access-level`, { method: "POST", body: { documentIds, accessLevel } });
  }

  // People outside

  contacts(cursor: string | null, signal?: AbortSignal): Promise<Page<Contact>> {
    return send(`${this.root}/contacts`, { query: { cursor, pageSize: 100 }, signal });
  }

  addContact(contact: { email: string; name?: string; company?: string }): Promise<Contact> {
    return send(`${this.root}/contacts`, { method: "POST", body: contact });
  }

  changeContact(id: string, change: { state: Contact["state"] }): Promise<Contact> {
    return send(`${this.root}/contacts/${id}`, { method: "PATCH", body: change });
  }

  removeContact(id: string): Promise<void> {
    return send(`${this.root}/contacts/${id}`, { method: "DELETE" });
  }

  grants(contactId: string, signal?: AbortSignal): Promise<Page<Grant>> {
    return send(`${this.root}/grants`, { query: { contactId, pageSize: 100 }, signal });
  }

  addGrant(grant: { scope: Grant["scope"]; level: AccessLevel; contactId: string; documentId?: string; expiresAt?: string }): Promise<Grant> {
    return send(`${this.root}/grants`, { method: "POST", body: grant });
  }

  removeGrant(id: string): Promise<void> {
    return send(`${this.root}/grants/${id}`, { method: "DELETE" });
  }

  links(contactId: string, signal?: AbortSignal): Promise<Page<AccessLink>> {
    return send(`${this.root}/contacts/${contactId}/links`, { query: { pageSize: 100 }, signal });
  }

  addLink(contactId: string): Promise<AccessLink> {
    return send(`${this.root}/contacts/${contactId}/links`, { method: "POST", body: {} });
  }

  revokeLink(id: string): Promise<void> {
    return send(`${this.root}/links/${id}`, { method: "DELETE" });
  }

  accessRequests(signal?: AbortSignal): Promise<Page<AccessRequest>> {
    return send(`${this.root}/access-requests`, { query: { pageSize: 100 }, signal });
  }

  approveRequest(id: string, approval: { level: AccessLevel; expiresAt?: string }): Promise<{ contact: Contact; link: AccessLink }> {
    return send(`${this.root}/access-requests/${id}/approve`, { method: "POST", body: approval });
  }

  rejectRequest(id: string): Promise<void> {
    return send(`${this.root}/access-requests/${id}/reject`, { method: "POST" });
  }

  ndas(signal?: AbortSignal): Promise<Page<NdaText>> {
    return send(`${this.root}/nda`, { query: { pageSize: 50 }, signal });
  }

  publishNda(text: string, askAgain: boolean): Promise<NdaText> {
    return send(`${this.root}/nda`, { method: "POST", body: { text, askAgain } });
  }

  audit(cursor: string | null, signal?: AbortSignal): Promise<Page<AuditEntry>> {
    return send(`${this.root}/audit`, { query: { cursor, pageSize: 100 }, signal });
  }

  auditExportUrl(format: "ndjson" | "csv"): string {
    return `${this.root}/audit/export?format=${format}`;
  }

  // Settings

  settings(signal?: AbortSignal): Promise<TenantSettings> {
    return send(`${this.root}/settings`, { signal });
  }

  changeSettings(change: Partial<TenantSettings>): Promise<TenantSettings> {
    return send(`${this.root}/settings`, { method: "PATCH", body: change });
  }

  documentUrl(id: string, part: "content" | "html" | "markdown"): string {
    return `${this.root}/documents/${id}/${part}`;
  }

  attachmentUrl(id: string, name: string): string {
    return `${this.root}/documents/${id}/attachments/${encodeURIComponent(name)}`;
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
