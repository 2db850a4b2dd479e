import { useState } from "preact/hooks";
import type { AuditEntry, DocumentInfo } from "../api/types";
import { Entry } from "../audit/Entry";
import { Loading, ProblemNote } from "../parts/state";
import { useAction } from "../parts/useAction";
import { useLoad } from "../parts/useLoad";
import { useSession } from "../session";
import { texts } from "../texts";

const words = texts.documents;

/** Who changed and who saw this document, the newest first. */
export function History({ document }: { document: DocumentInfo }) {
  const { api } = useSession();
  const subject = `document:${document.id}`;
  const loaded = useLoad(`${subject} ${document.version} ${document.accessLevel}`, (signal) => api.audit(null, subject, signal));
  const [more, setMore] = useState<{ items: AuditEntry[]; cursor: string | null } | null>(null);
  const entries = [...(loaded.value?.items ?? []), ...(more?.items ?? [])];
  const cursor = more ? more.cursor : loaded.value?.nextCursor ?? null;

  const loadMore = useAction(async () => {
    const page = await api.audit(cursor, subject);
    setMore((before) => ({ items: [...(before?.items ?? []), ...page.items], cursor: page.nextCursor }));
  });

  return (
    <details class="panel">
      <summary>{words.history}</summary>
      <ProblemNote problem={loaded.problem} retry={loaded.reload} />
      <ProblemNote problem={loadMore.problem} />
      {!loaded.value && loaded.isLoading && <Loading />}
      {loaded.value && entries.length === 0 && !cursor && <p class="muted">{texts.audit.none}</p>}
      <ul class="log">{entries.map((entry) => <Entry key={entry.id} entry={entry} ofSubject />)}</ul>
      {cursor && <button type="button" disabled={loadMore.isRunning} onClick={() => void loadMore.run()}>{texts.common.more}</button>}
    </details>
  );
}
