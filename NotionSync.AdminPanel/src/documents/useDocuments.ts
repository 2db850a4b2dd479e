import { useEffect, useRef, useState } from "preact/hooks";
import type { DocumentFilter } from "../api/api";
import type { DocumentInfo } from "../api/types";
import type { Problem } from "../api/problem";
import { toProblem } from "../parts/useLoad";
import { useSession } from "../session";

/** The documents of a filter, page by page as they are scrolled to. */
export function useDocuments(filter: DocumentFilter) {
  const { api } = useSession();
  const [state, setState] = useState<{ items: DocumentInfo[]; cursor: string | null; isLoading: boolean; problem?: Problem }>({ items: [], cursor: null, isLoading: true });
  const abort = useRef(new AbortController());
  const key = JSON.stringify(filter);

  const load = async (cursor: string | null) => {
    const { signal } = abort.current;
    setState((before) => ({ ...before, isLoading: true, problem: undefined }));

    try {
      const page = await api.documents(filter, cursor, signal);
      setState((before) => ({ items: cursor ? [...before.items, ...page.items] : page.items, cursor: page.nextCursor, isLoading: false }));
    } catch (error) {
      if (!signal.aborted) {
        setState((before) => ({ ...before, isLoading: false, problem: toProblem(error) }));
      }
    }
  };

  useEffect(() => {
    abort.current.abort();
    abort.current = new AbortController();
    void load(null);
    return () => abort.current.abort();
  }, [key]);

  return {
    ...state,
    hasMore: state.cursor !== null,
    isEmpty: !state.isLoading && !state.problem && state.items.length === 0,
    more: () => state.cursor && !state.isLoading && !state.problem && void load(state.cursor),
    retry: () => void load(state.cursor),
    replace: (changed: DocumentInfo[]) => {
      const byId = new Map(changed.map((document) => [document.id, document]));
      setState((before) => ({ ...before, items: before.items.map((document) => byId.get(document.id) ?? document) }));
    },
  };
}
