import type { Run } from "../api/types";
import { Badge, type Tone } from "../parts/Badge";
import { formatNumber, formatSeconds } from "../parts/Time";
import { texts } from "../texts";

const words = texts.runs;

const tones: Record<Run["status"], Tone> = { queued: "plain", running: "plain", completed: "good", completed_with_errors: "warn", failed: "bad", cancelled: "warn" };

export function RunBadge({ run }: { run: Run }) {
  return <Badge tone={tones[run.status]}>{words.status[run.status]}</Badge>;
}

export function isOver(run: Run): boolean {
  return run.status !== "queued" && run.status !== "running";
}

export function doneOf(run: Run): number {
  return run.pages.imported + run.pages.unchanged + run.pages.skipped + run.pages.failed;
}

/** How far a run is. What is still to be found is not known, so the bar may go back while pages are discovered. */
export function RunProgress({ run }: { run: Run }) {
  const done = doneOf(run);
  const minutes = (Date.now() - Date.parse(run.startedAt)) / 60_000;
  const text = words.progress(done, run.pages.discovered);

  return (
    <div class="progress">
      <progress aria-label={text} max={Math.max(1, run.pages.discovered)} value={isOver(run) ? run.pages.discovered : done} />
      <p class="muted">
        {text}
        {!isOver(run) && done > 0 && minutes > 0.05 && <> · {words.rate(formatNumber(Math.round(done / minutes)))}</>}
        {!isOver(run) && run.estimatedSecondsRemaining !== null && <> · {words.remaining(formatSeconds(run.estimatedSecondsRemaining))}</>}
      </p>
      {!isOver(run) && run.latestPage && <p class="muted">{words.latest} <span dir="auto">{run.latestPage}</span></p>}
    </div>
  );
}
