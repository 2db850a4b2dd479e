import { send, type Page } from "../api/http";
import type { AccessLevel, Attachment } from "../api/types";

export interface PublicDocument {
  id: string;
  title: string;
  kind: "markdown" | "file";
  accessLevel: AccessLevel;
  parentId: string | null;
  content: { size: number; contentType: string; fileName: string };
  attachments: Attachment[] | null;
  changedAt: string;
}

export interface Visitor {
  isContact: boolean;
  email: string | null;
  name: string | null;
  ndaVersion: number | null;
  ndaAccepted: boolean | null;
}

export interface PublicNda {
  version: number;
  text: string;
  accepted: boolean;
}

/** The public routes of one tenant, and nothing else. */
export class PublicApi {
  private readonly root: string;

  constructor(tenant: string) {
    this.root = `/api/public/${encodeURIComponent(tenant)}`;
  }

  visitor(signal?: AbortSignal): Promise<Visitor> {
    return send(`${this.root}/session`, { signal });
  }

  leave(): Promise<void> {
    return send(`${this.root}/session`, { method: "DELETE" });
  }

  documents(query: string, cursor: string | null, signal?: AbortSignal): Promise<Page<PublicDocument>> {
    return send(`${this.root}/documents`, { query: { query, cursor, pageSize: 100 }, signal });
  }

  document(id: string, signal?: AbortSignal): Promise<PublicDocument> {
    return send(`${this.root}/documents/${id}`, { signal });
  }

  url(id: string, part: string): string {
    return `${this.root}/documents/${id}/${part}`;
  }

  requestAccess(request: { email: string; name?: string; company?: string; message?: string }): Promise<void> {
    return send(`${this.root}/access-requests`, { method: "POST", body: request });
  }

  nda(signal?: AbortSignal): Promise<PublicNda> {
    return send(`${this.root}/nda`, { signal });
  }

  acceptNda(version: number): Promise<void> {
    return send(`${this.root}/nda/acceptance`, { method: "POST", body: { version } });
  }
}
