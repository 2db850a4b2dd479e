import { useState } from "preact/hooks";
import type { AuditEntry } from "../api/types";
import { PageTitle } from "../parts/PageTitle";
import { Loading, ProblemNote } from "../parts/state";
import { useAction } from "../parts/useAction";
import { useLoad } from "../parts/useLoad";
import { useSession } from "../session";
import { texts } from "../texts";
import { Entry } from "./Entry";

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
      {entries.length > 0 && <ul class="panel log">{entries.map((entry) => <Entry key={entry.id} entry={entry} />)}</ul>}
      {cursor && <button type="button" disabled={loadMore.isRunning} onClick={() => void loadMore.run()}>{texts.common.more}</button>}
    </>
  );
}
