import { useEffect, useState } from "preact/hooks";
import { LevelBadge } from "../documents/LevelBadge";
import { Icon } from "../parts/Icon";
import { Empty, Loading, ProblemNote } from "../parts/state";
import { useAction } from "../parts/useAction";
import { useLoad } from "../parts/useLoad";
import { useSettled } from "../parts/useVirtual";
import { texts } from "../texts";
import type { PublicDocument } from "../api/types";
import type { PublicApi } from "./api";
import { sectionsOf, type DocumentNode } from "./sections";

const words = texts.trust;

interface Props {
  api: PublicApi;
  tenant: string;
}

/** What the visitor may see, in sections. */
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
      <div class="sections">
        {sections.map(({ head, nodes }) => (
          <section key={head?.id ?? ""} class="panel">
            <h2 dir="auto">{head ? <DocumentLink tenant={tenant} document={head} /> : sections.length > 1 ? words.other : words.documents}</h2>
            <Documents tenant={tenant} nodes={nodes} />
          </section>
        ))}
      </div>
      {cursor && <button type="button" disabled={loadMore.isRunning} onClick={() => void loadMore.run()}>{texts.common.more}</button>}
    </>
  );
}

function Documents({ tenant, nodes }: { tenant: string; nodes: DocumentNode[] }) {
  return (
    <ul class="plain">
      {nodes.map(({ document, below }) => (
        <li key={document.id}>
          <span class="listed">
            <Icon name={document.kind === "file" ? "file" : "page"} />
            <DocumentLink tenant={tenant} document={document} />
            {document.accessLevel !== "public" && <LevelBadge level={document.accessLevel} />}
          </span>
          {below.length > 0 && <Documents tenant={tenant} nodes={below} />}
        </li>
      ))}
    </ul>
  );
}

function DocumentLink({ tenant, document }: { tenant: string; document: PublicDocument }) {
  return <a href={`/trust/${encodeURIComponent(tenant)}/${document.id}`} dir="auto">{document.title || texts.common.untitled}</a>;
}
