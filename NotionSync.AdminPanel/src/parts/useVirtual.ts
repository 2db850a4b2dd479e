import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

interface Virtual {
  scroller: { current: HTMLDivElement | null };
  first: number;
  last: number;
  /** Pixels of rows that are not there, above and below. */
  before: number;
  after: number;
  reveal: (index: number) => void;
}

const beyond = 8;

/** Which of many rows of one height are worth rendering: those in view, and a few more. */
export function useVirtual(count: number, rowHeight: number, onEnd?: () => void): Virtual {
  const scroller = useRef<HTMLDivElement>(null);
  const [[first, last], setRange] = useState<[number, number]>([0, 40]);
  const end = useRef(onEnd);
  end.current = onEnd;

  useLayoutEffect(() => {
    const element = scroller.current;

    if (!element) {
      return;
    }

    const look = () => {
      const top = Math.max(0, Math.floor(element.scrollTop / rowHeight) - beyond);
      const bottom = Math.min(count, Math.ceil((element.scrollTop + element.clientHeight) / rowHeight) + beyond);
      setRange((now) => (now[0] === top && now[1] === bottom ? now : [top, bottom]));

      if (bottom >= count - beyond) {
        end.current?.();
      }
    };

    look();
    element.addEventListener("scroll", look, { passive: true });
    const size = new ResizeObserver(look);
    size.observe(element);

    return () => {
      element.removeEventListener("scroll", look);
      size.disconnect();
    };
  }, [count, rowHeight]);

  const bounded = Math.min(last, count);
  return {
    scroller,
    first: Math.min(first, bounded),
    last: bounded,
    before: Math.min(first, bounded) * rowHeight,
    after: (count - bounded) * rowHeight,
    reveal: (index) => reveal(scroller.current, index * rowHeight, rowHeight),
  };
}

function reveal(element: HTMLDivElement | null, top: number, height: number): void {
  if (element && top < element.scrollTop) {
    element.scrollTop = top;
  } else if (element && top + height > element.scrollTop + element.clientHeight) {
    element.scrollTop = top + height - element.clientHeight;
  }
}

/** A value that follows another one after a pause, for what is typed. */
export function useSettled<T>(value: T, milliseconds: number): T {
  const [settled, setSettled] = useState(value);

  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);

  return settled;
}
