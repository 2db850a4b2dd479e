import type { NotionIcon } from "../api/types";

const byKind: Record<string, string> = { page: "📄", database: "🗃️", data_source: "🗂️" };

/** The icon a page has in Notion, or one for its kind. Decoration: the title beside it says what it is. */
export function SourceIcon({ icon, kind = "page" }: { icon: NotionIcon | null; kind?: string }) {
  const isImage = icon?.value.startsWith("https://");

  return (
    <span class="source-icon" aria-hidden="true">
      {isImage ? <img src={icon!.value} alt="" loading="lazy" referrerpolicy="no-referrer" /> : icon?.type === "emoji" ? icon.value : byKind[kind] ?? "📄"}
    </span>
  );
}
