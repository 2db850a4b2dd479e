import { useEffect, useState } from "preact/hooks";

const listeners = new Set<(text: string) => void>();

/** Says briefly that something was done; screen readers say it too. */
export function say(text: string): void {
  listeners.forEach((listener) => listener(text));
}

/** Once in the page, and once in each dialog: what lies behind one is neither seen well nor read aloud. */
export function Toasts() {
  const [text, setText] = useState("");

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;

    const listener = (next: string) => {
      clearTimeout(timer);
      setText(next);
      timer = setTimeout(() => setText(""), 6_000);
    };

    listeners.add(listener);

    return () => {
      clearTimeout(timer);
      listeners.delete(listener);
    };
  }, []);

  return <div class={text ? "toast" : "toast hidden"} role="status">{text}</div>;
}
