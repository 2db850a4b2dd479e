import { useEffect, useRef } from "preact/hooks";

/** Calls again and again while `seconds` is not null, but not while the page is hidden; at once when it is seen again. */
export function usePoll(seconds: number | null, action: () => void): void {
  const latest = useRef(action);
  latest.current = action;

  useEffect(() => {
    if (seconds === null) {
      return;
    }

    const tick = () => document.visibilityState === "visible" && latest.current();
    const timer = setInterval(tick, seconds * 1000);
    document.addEventListener("visibilitychange", tick);

    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [seconds]);
}
