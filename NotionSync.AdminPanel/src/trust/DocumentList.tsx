import { useState } from "preact/hooks";
import { LevelBadge } from "../documents/LevelBadge";
import { Icon } from "../parts/Icon";
import { Empty, Loading, ProblemNote } from "../parts/state";
import { useAction } from "../parts/useAction";
import { useLoad } from "../parts/useLoad";
import { useSettled } from "../parts/useVirtual";
import { texts } from "../texts";
import type { PublicDocument } from "../api/types";
import type { PublicApi, PublicDocuments } from "./api";
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

  return (
    <>
      <label class="field">{words.search}<input type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} /></label>
      <Found key={query} api={api} tenant={tenant} query={query} />
    </>
  );
}

/** Page by page as they are asked for. What comes later goes below, so that nothing moves under the reader. */
function Found({ api, tenant, query }: Props & { query: string }) {
  const first = useLoad("documents", (signal) => api.documents(query, null, signal));
  const [more, setMore] = useState<PublicDocuments[]>([]);
  const pages = first.value ? [first.value, ...more] : [];
  const cursor = pages.at(-1)?.nextCursor;
  const all = pages.flatMap((page) => page.items);

  const loadMore = useAction(async () => {
    const page = await api.documents(query, cursor ?? null);
    setMore((before) => [...before, page]);
  });

  return (
    <>
      <ProblemNote problem={first.problem} retry={first.reload} />
      {!first.value && first.isLoading && <Loading />}
      {first.value && all.length === 0 && !cursor && <Empty title={query ? words.noMatch : words.none} />}
      {pages.map((page, index) => <Sections key={page.nextCursor} tenant={tenant} documents={page.items} above={pages.slice(0, index).flatMap((each) => each.items)} />)}
      <ProblemNote problem={loadMore.problem} />
      {cursor && <button type="button" disabled={loadMore.isRunning} onClick={() => void loadMore.run()}>{texts.common.more}</button>}
    </>
  );
}

function Sections({ tenant, documents, above }: { tenant: string; documents: PublicDocument[]; above: PublicDocument[] }) {
  const sections = sectionsOf(documents, above);

  return (
    <div class="sections">
      {sections.map(({ head, nodes }) => (
        <section key={head?.id ?? ""} class="panel">
          <h2 dir="auto">{head ? <DocumentLink tenant={tenant} document={head} /> : sections.length > 1 || above.length > 0 ? words.other : words.documents}</h2>
          <Documents tenant={tenant} nodes={nodes} />
        </section>
      ))}
    </div>
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
