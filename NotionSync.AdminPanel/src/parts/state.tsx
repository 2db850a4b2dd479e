import type { ComponentChildren } from "preact";
import type { Problem } from "../api/problem";
import { texts } from "../texts";

export function Loading({ label = texts.common.loading }: { label?: string }) {
  return (
    <p class="loading" role="status">
      <span class="spinner" aria-hidden="true" /> {label}
    </p>
  );
}

export function ProblemNote({ problem, retry }: { problem: Problem | undefined; retry?: () => void }) {
  if (!problem) {
    return null;
  }

  return (
    <div class="note note-bad" role="alert">
      <p>{texts.problems.byCode(problem.code) ?? problem.message}</p>
      {retry && <button type="button" onClick={retry}>{texts.common.retry}</button>}
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}
