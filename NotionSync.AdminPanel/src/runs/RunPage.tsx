import { useLocation } from "preact-iso";
import type { Run } from "../api/types";
import { Reauthorize } from "../integrations/Reauthorize";
import { PageTitle } from "../parts/PageTitle";
import { Loading, ProblemNote } from "../parts/state";
import { formatNumber, Time } from "../parts/Time";
import { say } from "../parts/toast";
import { useAction } from "../parts/useAction";
import { useLoad } from "../parts/useLoad";
import { usePoll } from "../parts/usePoll";
import { useSession } from "../session";
import { texts } from "../texts";
import { RunBadge, RunProgress, doneOf, isOver } from "./RunProgress";

const words = texts.runs;
const counts = ["imported", "unchanged", "skipped", "failed"] as const;

export default function RunPage({ id }: { id?: string }) {
  const { api, mayManage } = useSession();
  const { route } = useLocation();
  const loaded = useLoad(`run ${id}`, (signal) => api.import(id!, signal));
  const run = loaded.value;

  usePoll(run && !isOver(run) ? 1 : null, loaded.reload);

  const cancel = useAction(async () => {
    loaded.set(await api.cancelImport(id!));
    say(words.cancelled);
  });

  const retry = useAction(async () => {
    const next = await api.retryImport(id!);
    say(words.retryStarted);

    if (next.id === id) {
      loaded.set(next);
    } else {
      route(`/runs/${next.id}`);
    }
  });

  if (!run) {
    return <><PageTitle title={words.title} />{loaded.problem ? <ProblemNote problem={loaded.problem} retry={loaded.reload} /> : <Loading />}</>;
  }

  return (
    <>
      <p><a href="/runs">← {words.title}</a></p>
      <PageTitle title={words.kind[run.kind]}>
        <RunBadge run={run} />
        {mayManage && !isOver(run) && <button type="button" disabled={cancel.isRunning} onClick={() => void cancel.run()}>{words.cancel}</button>}
        {mayManage && isOver(run) && run.pages.failed > 0 && <button type="button" class="primary" disabled={retry.isRunning} onClick={() => void retry.run()}>{words.retry}</button>}
        {isOver(run) && <a class="button" href="/documents">{words.documents}</a>}
      </PageTitle>
      <p class="muted">{words.columns.started} <Time at={run.startedAt} />{!isOver(run) && <> · {words.live}</>}</p>
      <ProblemNote problem={loaded.problem ?? cancel.problem ?? retry.problem} />
      {run.error && <p class="note note-bad" role="alert">{texts.problems.byCode(run.error.code) ?? run.error.message}</p>}
      {isOver(run) && run.status !== "completed" && <Fix connection={run.connectionId} />}
      <RunProgress run={run} />
      <Report run={run} />
      <Failures run={run} />
      <Notes run={run} />
    </>
  );
}

/** Where a run ended badly because Notion no longer takes the connection, the way to mend it stands right here. */
function Fix({ connection: id }: { connection: string }) {
  const { api } = useSession();
  const connections = useLoad("connections", (signal) => api.connections(signal));
  const connection = connections.value?.find((each) => each.id === id);

  return connection ? <Reauthorize connection={connection} reload={connections.reload} /> : null;
}

function Report({ run }: { run: Run }) {
  const waiting = run.pages.discovered - doneOf(run);

  return (
    <section class="panel">
      <h2>{words.report}</h2>
      <dl class="numbers">
        <div><dt>{words.pages.discovered}</dt><dd>{formatNumber(run.pages.discovered)}</dd></div>
        {counts.map((name) => <div key={name}><dt>{words.pages[name]}</dt><dd>{formatNumber(run.pages[name])}</dd></div>)}
        {waiting > 0 && <div><dt>{words.pages.waiting}</dt><dd>{formatNumber(waiting)}</dd></div>}
      </dl>
      {isOver(run) && waiting === 0 && <p class="muted">{words.sum(`${counts.map((name) => formatNumber(run.pages[name])).join(" + ")} = ${formatNumber(run.pages.discovered)}`)}</p>}
      {isOver(run) && <p>{run.completeness.isWhole ? words.whole : words.notWhole}</p>}
      {run.completeness.unreachable.length > 0 && (
        <ul class="failures">
          {run.completeness.unreachable.map((reason) => <li key={reason.code}><p><strong>{formatNumber(reason.count)}</strong> {reason.message} <code>{reason.code}</code></p></li>)}
        </ul>
      )}
      <p class="muted">{words.calls(formatNumber(run.calls.made), formatNumber(run.calls.lowerBound))}</p>
    </section>
  );
}

function Failures({ run }: { run: Run }) {
  if (run.failures.length === 0) {
    return null;
  }

  return (
    <section class="panel">
      <h2>{words.failures}</h2>
      <ul class="failures">
        {run.failures.map((failure) => (
          <li key={`${failure.pageId} ${failure.code} ${failure.message}`}>
            <strong dir="auto">{failure.title || failure.pageId}</strong>
            <p>{failure.message} <code>{failure.code}</code></p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Notes({ run }: { run: Run }) {
  if (run.notes.length === 0) {
    return null;
  }

  return (
    <details class="panel">
      <summary>{words.notes} ({formatNumber(run.notes.length)})</summary>
      <p class="muted">{words.notesHint}</p>
      <ul class="failures">
        {run.notes.map((note) => <li key={`${note.pageId} ${note.blockId}`}><p>{note.message} <code>{note.code}</code></p></li>)}
      </ul>
    </details>
  );
}
