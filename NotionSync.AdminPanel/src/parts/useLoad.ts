import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { Problem } from "../api/problem";

export interface Loaded<T> {
  value: T | undefined;
  problem: Problem | undefined;
  isLoading: boolean;
  reload: () => void;
  set: (value: T) => void;
}

/** Loads when `key` changes, and again on `reload`. A slower, earlier answer never replaces a later one. */
export function useLoad<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ key: string | null; value?: T; problem?: Problem; isLoading: boolean }>({ key, isLoading: key !== null });
  const [turn, setTurn] = useState(0);
  const latest = useRef(load);
  latest.current = load;

  useEffect(() => {
    if (key === null) {
      return;
    }

    const abort = new AbortController();
    setState((before) => ({ key, value: before.key === key ? before.value : undefined, isLoading: true }));

    latest.current(abort.signal).then(
      (value) => !abort.signal.aborted && setState({ key, value, isLoading: false }),
      (error: unknown) => !abort.signal.aborted && setState((before) => ({ key, value: before.value, problem: toProblem(error), isLoading: false })),
    );

    return () => abort.abort();
  }, [key, turn]);

  return {
    value: state.key === key ? state.value : undefined,
    problem: state.problem,
    isLoading: state.isLoading,
    reload: useCallback(() => setTurn((before) => before + 1), []),
    set: useCallback((value: T) => setState((before) => ({ ...before, value })), []),
  };
}

export function toProblem(error: unknown): Problem {
  return error instanceof Problem ? error : Problem.unreachable();
}
