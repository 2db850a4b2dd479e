import { useState } from "preact/hooks";
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

  const run = async (...args: A) => {
    if (state.isRunning) {
      return;
    }

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
