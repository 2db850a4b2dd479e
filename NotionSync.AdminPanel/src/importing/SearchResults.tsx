import { useEffect, useRef, useState } from "preact/hooks";
import type { BrowseItem } from "../api/types";
import type { Problem } from "../api/problem";
import { Icon } from "../parts/Icon";
import { SourceIcon } from "../parts/SourceIcon";
import { Loading, ProblemNote } from "../parts/state";
import { Time } from "../parts/Time";
import { toProblem } from "../parts/useLoad";
import { useVirtual } from "../parts/useVirtual";
import { useSession } from "../session";
import { texts } from "../texts";
import { ImportedBadge, kindOf } from "./ImportedBadge";
import { keyOf } from "./useTree";

const words = texts.import;

interface Props {
  connection: string;
  query: string;
  selected: ReadonlyMap<string, BrowseItem>;
  onToggle: (item: BrowseItem) => void;
  onPreview: (item: BrowseItem) => void;
}

export function SearchResults({ connection, query, selected, onToggle, onPreview }: Props) {
  const found = useSearch(connection, query);
  const virtual = useVirtual(found.items.length, 52, found.more);

  return (
    <>
      <p class="muted" role="status">
        {found.isLoading && found.items.length === 0 ? texts.common.loading : words.results(found.items.length, found.hasMore)}
        {found.isIncomplete && ` ${words.incompleteSearch}`}
      </p>
      <ProblemNote problem={found.problem} retry={found.retry} />
      {!found.isLoading && !found.problem && found.items.length === 0 && <p class="empty">{words.noResults}</p>}
      <div class="results" ref={virtual.scroller} tabIndex={-1}>
        <ul style={{ paddingTop: `${virtual.before}px`, paddingBottom: `${virtual.after}px` }}>
          {found.items.slice(virtual.first, virtual.last).map((item, offset) => (
            <li key={keyOf(item)} data-index={virtual.first + offset}>
              <label>
                <input type="checkbox" checked={selected.has(keyOf(item))} onChange={() => onToggle(item)} />
                <SourceIcon icon={item.icon} kind={item.type} />
                <span class="result">
                  <span dir="auto" class="row-title">{item.title || texts.common.untitled}</span>
                  <small class="muted">{item.path?.length ? <span dir="auto">{item.path.map((title) => title || texts.common.untitled).join(" / ")}</span> : kindOf(item)} · <Time at={item.lastEditedAt} /></small>
                </span>
              </label>
              <ImportedBadge item={item} />
              {item.type === "page" && <button type="button" class="quiet" onClick={() => onPreview(item)} aria-label={words.previewTitle(item.title)}><Icon name="eye" /><span class="wide-only">{words.preview}</span></button>}
            </li>
          ))}
        </ul>
      </div>
      {found.isLoading && found.items.length > 0 && <Loading />}
    </>
  );
}

/** Results of a search, page by page as they are scrolled to. */
function useSearch(connection: string, query: string) {
  const { api } = useSession();
  const [state, setState] = useState<{ items: BrowseItem[]; cursor: string | null; isIncomplete?: boolean; isLoading: boolean; problem?: Problem }>({ items: [], cursor: null, isLoading: true });
  const abort = useRef(new AbortController());

  const load = async (cursor: string | null) => {
    const { signal } = abort.current;
    setState((before) => ({ ...before, isLoading: true, problem: undefined }));

    try {
      const page = await api.search(connection, query, cursor, signal);
      setState((before) => ({ items: cursor ? [...before.items, ...page.items] : page.items, cursor: page.nextCursor, isIncomplete: page.incomplete, isLoading: false }));
    } catch (error) {
      if (!signal.aborted) {
        setState((before) => ({ ...before, isLoading: false, problem: toProblem(error) }));
      }
    }
  };

  useEffect(() => {
    abort.current.abort();
    abort.current = new AbortController();
    setState({ items: [], cursor: null, isLoading: true });
    void load(null);
    return () => abort.current.abort();
  }, [connection, query]);

  return {
    ...state,
    hasMore: state.cursor !== null,
    more: () => state.cursor && !state.isLoading && !state.problem && void load(state.cursor),
    retry: () => void load(state.cursor),
  };
}
