/** What goes over the wire, as openapi.json describes it. */

export type AccessLevel = "public" | "contact" | "contact_nda" | "internal";
export const accessLevels: AccessLevel[] = ["public", "contact", "contact_nda", "internal"];

export interface Me {
  userId: string;
  tenantId: string | null;
  roles: string[];
}

export interface NotionIcon {
  type: string;
  /** An emoji, a URL, or the name of one of Notion's own icons. */
  value: string;
}

export interface NotionParent {
  type: string;
  id?: string | null;
}

export interface Connection {
  id: string;
  name: string | null;
  provider: "nango" | "notion" | "token";
  status: "active" | "needs_reauthorization" | "blocked";
  workspace: { id: string | null; name: string | null; icon: string | null };
  createdAt: string;
  lastSyncAt: string | null;
  nextSyncAt: string | null;
  autoSync: { enabled: boolean; intervalHours: number };
}

export interface ConnectionCheck {
  status: Connection["status"];
  checkedAt: string;
  detail: string | null;
}

export interface ConnectSession {
  connectUrl: string;
  expiresAt: string;
}

export interface BrowseItem {
  id: string;
  type: "page" | "database" | "data_source";
  title: string;
  url: string | null;
  icon: NotionIcon | null;
  parent: NotionParent;
  createdAt: string | null;
  lastEditedAt: string | null;
  documentId?: string | null;
}

export interface BrowsePage {
  items: BrowseItem[];
  nextCursor: string | null;
  /** There is more than was looked through, and no cursor leads to it. */
  incomplete: boolean;
}

export type RunStatus = "queued" | "running" | "completed" | "completed_with_errors" | "failed" | "cancelled";

export interface Failure {
  pageId: string;
  title: string;
  code: string;
  message: string;
}

export interface Note {
  pageId: string;
  blockId: string;
  code: string;
  message: string;
}

export interface Run {
  id: string;
  kind: "import" | "sync" | "resync" | "reconcile";
  status: RunStatus;
  connectionId: string;
  pages: { discovered: number; imported: number; unchanged: number; skipped: number; failed: number };
  calls: { made: number; lowerBound: number };
  startedAt: string;
  finishedAt: string | null;
  estimatedSecondsRemaining: number | null;
  error: { code: string; message: string } | null;
  failures: Failure[];
  notes: Note[];
}

export interface ImportItem {
  id: string;
  type?: BrowseItem["type"];
  includeSubpages?: boolean;
}

export interface Attachment {
  name: string;
  size: number;
  contentType: string;
}

export type DocumentStatus = "current" | "missing_in_source" | "disconnected";

export interface DocumentInfo {
  id: string;
  title: string;
  kind: "markdown" | "file";
  accessLevel: AccessLevel;
  source: {
    system: string;
    kind: string;
    id: string;
    url: string | null;
    connectionId: string;
    createdAt: string | null;
    lastEditedAt: string | null;
    parent: NotionParent;
    icon: NotionIcon | null;
    cover: string | null;
    properties?: Record<string, unknown> | null;
  };
  content: { size: number; contentType: string; fileName: string; etag: string };
  attachments?: Attachment[] | null;
  version: number;
  /** A version that waits for approval; visitors see `version` until then. */
  pendingVersion: number | null;
  moveWaits: boolean;
  titleOverride: string | null;
  status: DocumentStatus;
  importedAt: string;
  syncedAt: string;
}

export interface Version {
  version: number;
  state: "published" | "pending" | "rejected" | "past";
  title: string;
  createdAt: string;
  writtenBy: string;
  sourceLastEditedAt: string | null;
  restoredFrom: number | null;
  decidedBy: string | null;
  decidedAt: string | null;
}

export interface LineChange {
  fromLine: number;
  removed: string[];
  toLine: number;
  added: string[];
}

export interface VersionComparison {
  from: number;
  to: number;
  fromTitle: string;
  toTitle: string;
  changes: LineChange[];
}

export interface TenantSettings {
  publishChanges: "after_review" | "automatically";
  absentSources: "keep" | "hide";
  keepVersions: number;
  keepVersionsForDays: number | null;
  watermarkPdfs: boolean;
  ndaVersion: number;
  ndaRequiredVersion: number;
}

export interface Contact {
  id: string;
  email: string;
  name: string | null;
  company: string | null;
  state: "active" | "blocked";
  groupIds: string[];
  /** The newest version of the NDA that was accepted; 0: none. */
  acceptedNda: number;
  acceptedNdaAt: string | null;
  createdAt: string;
}

export interface AccessRequest {
  id: string;
  email: string;
  name: string | null;
  company: string | null;
  message: string | null;
  documentIds: string[];
  createdAt: string;
}

export interface AccessLink {
  id: string;
  contactId: string;
  createdAt: string;
  expiresAt: string;
  revokedAt: string | null;
  /** There once, when the link is made. */
  path: string | null;
}

export interface Grant {
  id: string;
  contactId: string | null;
  groupId: string | null;
  scope: "document" | "folder" | "library";
  documentId: string | null;
  level: AccessLevel;
  expiresAt: string | null;
}

export interface NdaText {
  version: number;
  text: string;
  createdAt: string;
  createdBy: string;
}

export interface AuditEntry {
  id: string;
  at: string;
  actor: string;
  action: string;
  subject: string;
  details: Record<string, string>;
}
