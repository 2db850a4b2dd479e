import { useState } from "preact/hooks";
import type { AuditEntry } from "../api/types";
import { PageTitle } from "../parts/PageTitle";
import { Loading, ProblemNote } from "../parts/state";
import { Time } from "../parts/Time";
import { useAction } from "../parts/useAction";
import { useLoad } from "../parts/useLoad";
import { useSession } from "../session";
import { texts } from "../texts";

const words = texts.audit;

export default function Audit() {
  const { api } = useSession();
  const loaded = useLoad("audit", (signal) => api.audit(null, undefined, signal));
  const [more, setMore] = useState<{ items: AuditEntry[]; cursor: string | null }>({ items: [], cursor: null });
  const entries = [...(loaded.value?.items ?? []), ...more.items];
  const cursor = more.items.length > 0 ? more.cursor : loaded.value?.nextCursor;

  const loadMore = useAction(async () => {
    const page = await api.audit(cursor ?? null);
    setMore((before) => ({ items: [...before.items, ...page.items], cursor: page.nextCursor }));
  });

  return (
    <>
      <PageTitle title={words.title}>
        <a class="button" href={api.auditExportUrl("csv")} download>{words.csv}</a>
        <a class="button" href={api.auditExportUrl("ndjson")} download>{words.ndjson}</a>
      </PageTitle>
      <p class="muted">{words.intro}</p>
      <ProblemNote problem={loaded.problem ?? loadMore.problem} retry={loaded.reload} />
      {!loaded.value && loaded.isLoading && <Loading />}
      {loaded.value && entries.length === 0 && <p class="muted">{words.none}</p>}
      {entries.length > 0 && (
        <div class="wide-table" tabIndex={0} role="region" aria-label={words.title}>
          <table>
            <thead><tr>{(["at", "actor", "action", "subject", "details"] as const).map((name) => <th key={name} scope="col">{words.columns[name]}</th>)}</tr></thead>
            <tbody>
              {entries.map((entry) => (
                <tr key={entry.id}>
                  <td><Time at={entry.at} /></td>
                  <td>{entry.actor}</td>
                  <td>{entry.action}</td>
                  <td>{entry.subject.startsWith("document:") ? <a href={`/documents/${entry.subject.slice(9)}`}>{entry.subject}</a> : entry.subject}</td>
                  <td>{describe(entry)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {cursor && <button type="button" disabled={loadMore.isRunning} onClick={() => void loadMore.run()}>{texts.common.more}</button>}
    </>
  );
}

function describe(entry: AuditEntry): string {
  return Object.entries(entry.details).map(([name, value]) => `${name}: ${value}`).join(", ");
}
