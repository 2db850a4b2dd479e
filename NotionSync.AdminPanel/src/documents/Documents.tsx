import { useLocation } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import type { DocumentFilter } from "../api/api";
import { accessLevels, type DocumentInfo } from "../api/types";
import { nameOf } from "../integrations/ConnectionCard";
import { PageTitle } from "../parts/PageTitle";
import { Empty, ProblemNote } from "../parts/state";
import { useLoad } from "../parts/useLoad";
import { useSettled } from "../parts/useVirtual";
import { useSession } from "../session";
import { texts } from "../texts";
import { DocumentTable } from "./DocumentTable";
import { LevelDialog } from "./LevelDialog";
import { useDocuments } from "./useDocuments";

const words = texts.documents;
const statuses = ["current", "missing_in_source", "disconnected"] as const;
const sorts = ["title", "changed"] as const;

export default function Documents() {
  const { api, mayManage } = useSession();
  const { query } = useLocation();
  const [filter, setFilter] = useState(() => filterOf(query));
  const settled = useSettled(filter, 200);
  const documents = useDocuments(settled);

  // It stands in the address, so that the way back from a document leads to the same list.
  useEffect(() => {
    const set = Object.entries(settled).filter(([, value]) => value).map(([name, value]) => [name, String(value)]);
    history.replaceState(history.state, "", `?${new URLSearchParams(set)}`);
  }, [settled]);

  const connections = useLoad("connections", (signal) => api.connections(signal));
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [isChanging, setChanging] = useState(false);

  const isFiltered = Boolean(settled.query || settled.accessLevel || settled.status || settled.connectionId || settled.waits);
  const set = (change: DocumentFilter) => { setFilter({ ...filter, ...change }); setSelected(new Set()); };
  const chosen = documents.items.filter((document) => selected.has(document.id));

  return (
    <>
      <PageTitle title={words.title}>
        {mayManage && selected.size > 0 && <button type="button" class="primary" onClick={() => setChanging(true)}>{words.changeLevel} ({selected.size})</button>}
      </PageTitle>
      <search class="filters">
        <label class="field grow">{words.text}<input type="search" value={filter.query} onInput={(event) => set({ query: event.currentTarget.value })} /></label>
        <Choice label={words.level} value={filter.accessLevel} onChange={(accessLevel) => set({ accessLevel })} options={accessLevels.map((level) => [level, texts.levels[level]])} />
        <Choice label={words.state} value={filter.status} onChange={(status) => set({ status })} options={statuses.map((status) => [status, words.status[status]])} />
        {(connections.value?.length ?? 0) > 1 && (
          <Choice label={words.source} value={filter.connectionId} onChange={(connectionId) => set({ connectionId })} options={connections.value!.map((each) => [each.id, nameOf(each)])} />
        )}
        <label class="field">
          {words.sort}
          <select value={filter.sort} onChange={(event) => set({ sort: event.currentTarget.value })}>
            {sorts.map((sort) => <option key={sort} value={sort}>{words.sorts[sort]}</option>)}
          </select>
        </label>
        <label class="tick"><input type="checkbox" checked={filter.waits ?? false} onChange={(event) => set({ waits: event.currentTarget.checked || undefined })} /><span>{words.waits}</span></label>
      </search>
      <ProblemNote problem={documents.problem} retry={documents.retry} />
      <p class="muted" role="status">{documents.isLoading && documents.items.length === 0 ? texts.common.loading : words.count(documents.items.length, documents.hasMore)}</p>
      {documents.isEmpty && (isFiltered
        ? <Empty title={words.noMatch}><button type="button" onClick={() => setFilter({ query: "", sort: filter.sort })}>{words.clearFilter}</button></Empty>
        : <Empty title={words.emptyTitle}><p>{words.empty}</p><a class="button primary" href="/import">{texts.nav.import}</a></Empty>)}
      {documents.items.length > 0 && <DocumentTable documents={documents.items} selected={selected} select={mayManage ? setSelected : undefined} onEnd={documents.more} />}
      {isChanging && (
        <LevelDialog
          documents={chosen}
          onClose={() => setChanging(false)}
          onDone={(changed: DocumentInfo[]) => { documents.replace(changed); setSelected(new Set()); setChanging(false); }}
        />
      )}
    </>
  );
}

function filterOf({ query = "", accessLevel, status, connectionId, sort = "title", waits }: Record<string, string>): DocumentFilter {
  return { query, accessLevel, status, connectionId, sort, waits: waits === "true" || undefined };
}

interface ChoiceProps {
  label: string;
  value: string | undefined;
  options: (readonly [string, string])[];
  onChange: (value: string | undefined) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <label class="field">
      {label}
      <select value={value ?? ""} onChange={(event) => onChange(event.currentTarget.value || undefined)}>
        <option value="">{texts.common.all}</option>
        {options.map(([each, text]) => <option key={each} value={each}>{text}</option>)}
      </select>
    </label>
  );
}
