import { lazy } from "preact-iso";
import { useState } from "preact/hooks";
import type { Run } from "../api/types";
import { PageTitle } from "../parts/PageTitle";
import { Empty, Loading, ProblemNote } from "../parts/state";
import { formatNumber, formatSeconds, Time } from "../parts/Time";
import { useAction } from "../parts/useAction";
import { useLoad } from "../parts/useLoad";
import { usePoll } from "../parts/usePoll";
import { useSession } from "../session";
import { texts } from "../texts";
import { FailedEvents } from "./FailedEvents";
import { RunBadge, RunProgress, isOver } from "./RunProgress";

const words = texts.runs;
const Chart = lazy(() => import("./Chart").catch(() => ({ default: () => <></> }))); // The list says the same.

export default function Runs() {
  const { api, mayAdminister } = useSession();
  const first = useLoad("runs", (signal) => api.imports(null, signal));
  const [more, setMore] = useState<{ items: Run[]; cursor: string | null } | null>(null);
  const runs = [...(first.value?.items ?? []), ...(more?.items ?? [])];
  const cursor = more ? more.cursor : first.value?.nextCursor ?? null;

  usePoll(runs.some((run) => !isOver(run)) ? 2 : 15, first.reload);

  const loadMore = useAction(async () => {
    const page = await api.imports(cursor);
    setMore((before) => ({ items: [...(before?.items ?? []), ...page.items], cursor: page.nextCursor }));
  });

  return (
    <>
      <PageTitle title={words.title} />
      <ProblemNote problem={first.problem} retry={first.reload} />
      {!first.value && first.isLoading && <Loading />}
      {first.value && runs.length === 0 && <Empty title={words.emptyTitle}><p>{words.empty}</p></Empty>}
      {runs.length > 1 && <Chart runs={runs} />}
      <ul class="runs">
        {runs.map((run) => (
          <li key={run.id}>
            <a href={`/runs/${run.id}`}>
              <span><strong>{words.kind[run.kind]}</strong> <Time at={run.startedAt} /></span>
              <RunBadge run={run} />
            </a>
            {isOver(run) ? <RunLine run={run} /> : <RunProgress run={run} />}
          </li>
        ))}
      </ul>
      <ProblemNote problem={loadMore.problem} />
      {cursor && <button type="button" disabled={loadMore.isRunning} onClick={() => void loadMore.run()}>{texts.common.more}</button>}
      {mayAdminister && first.value && <FailedEvents />}
    </>
  );
}

function RunLine({ run }: { run: Run }) {
  const seconds = run.finishedAt ? (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000 : 0;

  return (
    <p class="muted">
      {(["imported", "unchanged", "skipped", "failed"] as const)
        .filter((name) => run.pages[name] > 0)
        .map((name) => `${formatNumber(run.pages[name])} ${words.pages[name].toLowerCase()}`)
        .join(", ") || words.noPages}
      {" · "}{formatSeconds(Math.max(1, seconds))}
    </p>
  );
}
