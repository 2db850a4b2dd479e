import { useEffect, useState } from "preact/hooks";

type Listener = (text: string) => void;
let listener: Listener | undefined;

/** Says briefly that something was done; screen readers say it too. */
export function say(text: string): void {
  listener?.(text);
}

export function Toasts() {
  const [text, setText] = useState("");

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;

    listener = (next) => {
      clearTimeout(timer);
      setText(next);
      timer = setTimeout(() => setText(""), 6_000);
    };

    return () => clearTimeout(timer);
  }, []);

  return <div class={text ? "toast" : "toast hidden"} role="status">{text}</div>;
}
