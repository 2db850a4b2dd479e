import { useLocation } from "preact-iso";
import { useEffect, useRef } from "preact/hooks";

/** A new view is read from its start, by eyes, keyboards and screen readers alike. */
export function useViewStart(): void {
  const { path } = useLocation();
  const isFirst = useRef(true);

  useEffect(() => {
    if (!isFirst.current) {
      document.getElementById("main")?.focus();
      scrollTo(0, 0);
    }

    isFirst.current = false;
  }, [path]);
}
