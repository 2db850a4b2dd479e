import { useEffect, useRef, useState } from "preact/hooks";
import type { Problem } from "../api/problem";
import { toProblem } from "./useLoad";

export interface Action<A extends unknown[]> {
  run: (...args: A) => Promise<void>;
  isRunning: boolean;
  problem: Problem | undefined;
  clear: () => void;
}

/** Something that a button does: one at a time, with what went wrong kept for the page to show. */
export function useAction<A extends unknown[]>(action: (...args: A) => Promise<void>): Action<A> {
  const [state, setState] = useState<{ isRunning: boolean; problem?: Problem }>({ isRunning: false });

  const from = useRef<Element | null>(null);

  // What is disabled meanwhile loses the focus, and gets it back: whoever uses a keyboard goes on where the action began.
  useEffect(() => {
    if (!state.isRunning && document.activeElement === document.body && from.current instanceof HTMLElement) {
      from.current.focus();
    }
  }, [state.isRunning]);

  const run = async (...args: A) => {
    if (state.isRunning) {
      return;
    }

    from.current = document.activeElement;
    setState({ isRunning: true });

    try {
      await action(...args);
      setState({ isRunning: false });
    } catch (error) {
      setState({ isRunning: false, problem: toProblem(error) });
    }
  };

  return { run, isRunning: state.isRunning, problem: state.problem, clear: () => setState({ isRunning: false }) };
}
