import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import { accessLevels, type AccessLevel, type BrowseItem, type Connection, type ImportItem } from "../api/types";
import { nameOf } from "../integrations/ConnectionCard";
import { PageTitle } from "../parts/PageTitle";
import { Empty, Loading, ProblemNote } from "../parts/state";
import { useAction } from "../parts/useAction";
import { useLoad } from "../parts/useLoad";
import { useSettled } from "../parts/useVirtual";
import { useSession } from "../session";
import { texts } from "../texts";
import { PageTree } from "./PageTree";
import { Preview } from "./Preview";
import { SearchResults } from "./SearchResults";
import { keyOf } from "./useTree";

const words = texts.import;

export default function ImportPages() {
  const { api } = useSession();
  const { query } = useLocation();
  const connections = useLoad("connections", (signal) => api.connections(signal));
  const usable = connections.value?.filter((connection) => connection.status === "active") ?? [];
  const [chosen, setChosen] = useState(query["connection"]);
  const connection = usable.find((each) => each.id === chosen) ?? usable[0];

  return (
    <>
      <PageTitle title={words.title} />
      <ProblemNote problem={connections.problem} retry={connections.reload} />
      {!connections.value && connections.isLoading && <Loading />}
      {connections.value && !connection && (
        <Empty title={words.noConnection}><a class="button primary" href="/">{words.goConnect}</a></Empty>
      )}
      {connection && (
        <>
          {usable.length > 1 && (
            <label class="inline">
              {words.connection}
              <select value={connection.id} onChange={(event) => setChosen(event.currentTarget.value)}>
                {usable.map((each) => <option key={each.id} value={each.id}>{nameOf(each)}</option>)}
              </select>
            </label>
          )}
          <Picker key={connection.id} connection={connection} />
        </>
      )}
    </>
  );
}

function Picker({ connection }: { connection: Connection }) {
  const { api } = useSession();
  const { route } = useLocation();
  const [text, setText] = useState("");
  const search = useSettled(text.trim(), 250);
  const [selected, setSelected] = useState<ReadonlyMap<string, BrowseItem>>(new Map());
  const [preview, setPreview] = useState<BrowseItem | null>(null);
  const [withSubpages, setWithSubpages] = useState(true);
  const [level, setLevel] = useState<AccessLevel>("internal");

  const toggle = (item: BrowseItem) => setSelected((before) => {
    const next = new Map(before);
    return next.delete(keyOf(item)) ? next : next.set(keyOf(item), item);
  });

  const start = useAction(async () => {
    const items = [...selected.values()].map((item) => ({ id: item.id, type: item.type as ImportItem["type"], includeSubpages: withSubpages }));
    const run = await api.startImport(connection.id, items, level);
    route(`/runs/${run.id}`);
  });

  const shared = { connection: connection.id, selected, onToggle: toggle, onPreview: setPreview };

  return (
    <div class="picker">
      <section class="panel">
        <label class="field">
          {words.search}
          <input type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
        {search ? <SearchResults {...shared} query={search} /> : <PageTree {...shared} />}
      </section>
      <form class="panel order" onSubmit={(event) => { event.preventDefault(); void start.run(); }}>
        <p role="status"><strong>{words.selected(selected.size)}</strong> {selected.size > 0 && <button type="button" class="quiet" onClick={() => setSelected(new Map())}>{words.clear}</button>}</p>
        <ul class="chosen">
          {[...selected.values()].slice(0, 100).map((item) => <li key={keyOf(item)} dir="auto">{item.title || texts.common.untitled}</li>)}
        </ul>
        <label class="tick">
          <input type="checkbox" checked={withSubpages} onChange={(event) => setWithSubpages(event.currentTarget.checked)} />
          <span>{words.subpages}<small>{words.subpagesHint}</small></span>
        </label>
        <label class="field">
          {words.level}
          <select value={level} onChange={(event) => setLevel(event.currentTarget.value as AccessLevel)}>
            {accessLevels.toReversed().map((each) => <option key={each} value={each}>{texts.levels[each]}</option>)}
          </select>
        </label>
        <p class="muted">{texts.levelHints[level]}.</p>
        {level !== "internal" && <p class="note note-warn">{words.widen}</p>}
        <ProblemNote problem={start.problem} />
        <button type="submit" class="primary" disabled={selected.size === 0 || start.isRunning}>{words.start}</button>
      </form>
      {preview && <Preview connection={connection.id} item={preview} onClose={() => setPreview(null)} />}
    </div>
  );
}
