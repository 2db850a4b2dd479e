import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { texts } from "../texts";

/** The heading of a view, which is the window's title too. */
export function PageTitle({ title, children }: { title: string; children?: ComponentChildren }) {
  useEffect(() => {
    document.title = `${title} · ${texts.common.product}`;
  }, [title]);

  return (
    <div class="page-title">
      <h1 dir="auto">{title}</h1>
      {children && <div class="actions">{children}</div>}
    </div>
  );
}
