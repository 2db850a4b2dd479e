import { useEffect, useState } from "preact/hooks";
import { LevelBadge } from "../documents/LevelBadge";
import { Empty, Loading, ProblemNote } from "../parts/state";
import { useAction } from "../parts/useAction";
import { useLoad } from "../parts/useLoad";
import { useSettled } from "../parts/useVirtual";
import { texts } from "../texts";
import type { PublicDocument } from "../api/types";
import type { PublicApi } from "./api";

const words = texts.trust;

interface Props {
  api: PublicApi;
  tenant: string;
}

/** The documents in sections: one for each that others lie under, and one for the rest. */
export function DocumentList({ api, tenant }: Props) {
  const [text, setText] = useState("");
  const query = useSettled(text.trim(), 250);
  const loaded = useLoad(`documents ${query}`, (signal) => api.documents(query, null, signal));
  const [more, setMore] = useState<{ items: PublicDocument[]; cursor: string | null }>({ items: [], cursor: null });
  const documents = [...(loaded.value?.items ?? []), ...more.items];
  const cursor = more.items.length > 0 ? more.cursor : loaded.value?.nextCursor;
  const sections = sectionsOf(documents);
  useEffect(() => setMore({ items: [], cursor: null }), [query]);

  const loadMore = useAction(async () => {
    const page = await api.documents(query, cursor ?? null);
    setMore((before) => ({ items: [...before.items, ...page.items], cursor: page.nextCursor }));
  });

  return (
    <>
      <label class="field">{words.search}<input type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} /></label>
      <ProblemNote problem={loaded.problem ?? loadMore.problem} retry={loaded.reload} />
      {!loaded.value && loaded.isLoading && <Loading />}
      {loaded.value && documents.length === 0 && <Empty title={query ? words.noMatch : words.none} />}
      {sections.map(([section, items]) => (
        <section key={section?.id ?? ""} class="panel">
          <h2 dir="auto">{section ? section.title : sections.length > 1 ? words.other : words.documents}</h2>
          <ul class="plain">
            {items.map((document) => (
              <li key={document.id} class="listed">
                <a href={`/trust/${encodeURIComponent(tenant)}/${document.id}`} dir="auto">{document.title || texts.common.untitled}</a>
                {document.accessLevel !== "public" && <LevelBadge level={document.accessLevel} />}
              </li>
            ))}
          </ul>
        </section>
      ))}
      {cursor && <button type="button" disabled={loadMore.isRunning} onClick={() => void loadMore.run()}>{texts.common.more}</button>}
    </>
  );
}

function sectionsOf(documents: PublicDocument[]): [PublicDocument | null, PublicDocument[]][] {
  const byId = new Map(documents.map((document) => [document.id, document]));
  const parents = new Set(documents.map((document) => document.parentId).filter((id) => id !== null && byId.has(id)));
  const sections = new Map<PublicDocument | null, PublicDocument[]>();

  for (const document of documents) {
    const section = parents.has(document.id) ? document : document.parentId !== null ? byId.get(document.parentId) ?? null : null;
    sections.set(section, [...(sections.get(section) ?? []), document]);
  }

  // What belongs to no section comes last.
  return [...sections].sort(([left], [right]) => Number(left === null) - Number(right === null));
}
