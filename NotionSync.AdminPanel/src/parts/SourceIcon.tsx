import type { NotionIcon } from "../api/types";
import { Icon } from "./Icon";

const byKind = { page: "page", database: "database", data_source: "data_source", file: "file" } as const;

/** The icon a page has in Notion, or one for its kind. Decoration: the title beside it says what it is. */
export function SourceIcon({ icon, kind = "page" }: { icon: NotionIcon | null; kind?: string }) {
  if (icon?.type === "emoji") {
    return <span class="source-icon" aria-hidden="true">{icon.value}</span>;
  }

  if (icon?.value.startsWith("https://")) {
    return <span class="source-icon" aria-hidden="true"><img src={icon.value} alt="" loading="lazy" referrerpolicy="no-referrer" /></span>;
  }

  return <span class="source-icon muted"><Icon name={byKind[kind as keyof typeof byKind] ?? "page"} /></span>;
}
