import { client, read } from "../api/client";

/** The public routes of one tenant, and nothing else. */
export class PublicApi {
  private readonly of: { tenant: string };
  private readonly root: string;

  constructor(tenant: string) {
    this.of = { tenant };
    this.root = `/api/public/${encodeURIComponent(tenant)}`;
  }

  visitor(signal?: AbortSignal) {
    return read(client.GET("/api/public/{tenant}/session", { params: { path: this.of }, signal }));
  }

  leave() {
    return read(client.DELETE("/api/public/{tenant}/session", { params: { path: this.of } }));
  }

  documents(query: string, cursor: string | null, signal?: AbortSignal) {
    return read(client.GET("/api/public/{tenant}/documents", { params: { path: this.of, query: { query: query || undefined, cursor: cursor ?? undefined, pageSize: 100 } }, signal }));
  }

  document(documentId: string, signal?: AbortSignal) {
    return read(client.GET("/api/public/{tenant}/documents/{documentId}", { params: { path: { ...this.of, documentId } }, signal }));
  }

  url(id: string, part: string): string {
    return `${this.root}/documents/${id}/${part}`;
  }

  requestAccess(request: { email: string; name?: string; company?: string; message?: string }) {
    return read(client.POST("/api/public/{tenant}/access-requests", { params: { path: this.of }, body: request }));
  }

  nda(signal?: AbortSignal) {
    return read(client.GET("/api/public/{tenant}/nda", { params: { path: this.of }, signal }));
  }

  acceptNda(version: number) {
    return read(client.POST("/api/public/{tenant}/nda/acceptance", { params: { path: this.of }, body: { version } }));
  }
}

export type PublicDocuments = Awaited<ReturnType<PublicApi["documents"]>>;
