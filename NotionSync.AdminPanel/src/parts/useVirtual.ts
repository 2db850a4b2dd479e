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

/**
 * Which of many rows are worth rendering: those in view, and a few more. Each rendered row says with `data-index` which
 * one it is; it is measured there, since a long title takes several lines. The others count with the usual height.
 */
export function useVirtual(count: number, usualHeight: number, onEnd?: () => void): Virtual {
  const scroller = useRef<HTMLDivElement>(null);
  const [[first, last], setRange] = useState<[number, number]>([0, 40]);
  const [, setMeasured] = useState(0);
  const heights = useRef<number[]>([]);
  const end = useRef(onEnd);
  end.current = onEnd;

  const tops = topsOf(heights.current, usualHeight, count);

  const look = () => {
    const element = scroller.current!;
    const top = Math.max(0, indexAt(tops, element.scrollTop) - beyond);
    const bottom = Math.min(count, indexAt(tops, element.scrollTop + element.clientHeight) + 1 + beyond);
    setRange((now) => (now[0] === top && now[1] === bottom ? now : [top, bottom]));

    if (bottom >= count - beyond) {
      end.current?.();
    }
  };

  const latestLook = useRef(look);
  latestLook.current = look;

  // Before every painting: rows that turn out to have another height are put where they belong.
  useLayoutEffect(() => {
    if (scroller.current && measure(scroller.current, heights.current, usualHeight)) {
      setMeasured((turn) => turn + 1);
    }
  });

  useLayoutEffect(() => {
    const element = scroller.current;

    if (!element) {
      return;
    }

    const onScroll = () => latestLook.current();
    onScroll();
    element.addEventListener("scroll", onScroll, { passive: true });

    const size = new ResizeObserver(() => {
      heights.current = [];
      setMeasured((turn) => turn + 1);
      onScroll();
    });
    size.observe(element);

    return () => {
      element.removeEventListener("scroll", onScroll);
      size.disconnect();
    };
  }, [count]);

  const bounded = Math.min(last, count);
  const from = Math.min(first, bounded);
  return {
    scroller,
    first: from,
    last: bounded,
    before: tops[from]!,
    after: tops[count]! - tops[bounded]!,
    reveal: (index) => reveal(scroller.current, tops[index]!, tops[index + 1]!),
  };
}

/** Where each row begins, and at the end where the last one ends. */
function topsOf(heights: number[], usualHeight: number, count: number): Float64Array {
  const tops = new Float64Array(count + 1);

  for (let index = 0; index < count; index += 1) {
    tops[index + 1] = tops[index]! + (heights[index] ?? usualHeight);
  }

  return tops;
}

/** The row at a distance from the top: the last one that begins there or above. */
function indexAt(tops: Float64Array, distance: number): number {
  let [low, high] = [0, tops.length - 1];

  while (low < high) {
    const middle = (low + high + 1) >> 1;
    [low, high] = tops[middle]! <= distance ? [middle, high] : [low, middle - 1];
  }

  return low;
}

function measure(element: HTMLElement, heights: number[], usualHeight: number): boolean {
  let isNew = false;

  for (const row of element.querySelectorAll<HTMLElement>("[data-index]")) {
    const index = Number(row.dataset["index"]);
    const height = row.getBoundingClientRect().height;

    if (Math.abs(height - (heights[index] ?? usualHeight)) > 0.5) {
      heights[index] = height;
      isNew = true;
    }
  }

  return isNew;
}

function reveal(element: HTMLDivElement | null, top: number, bottom: number): void {
  if (element && top < element.scrollTop) {
    element.scrollTop = top;
  } else if (element && bottom > element.scrollTop + element.clientHeight) {
    element.scrollTop = bottom - element.clientHeight;
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
