import { useEffect, useRef, useState } from "preact/hooks";
import type { BrowseItem } from "../api/types";
import type { Problem } from "../api/problem";
import { toProblem } from "../parts/useLoad";
import { useSession } from "../session";

interface Branch {
  items: BrowseItem[];
  cursor: string | null;
  isIncomplete?: boolean;
  isLoading: boolean;
  problem?: Problem;
}

export type TreeRow =
  | { kind: "item"; key: string; item: BrowseItem; level: number; isOpen: boolean; parent: string; position: number; size: number }
  | { kind: "more" | "loading" | "empty" | "incomplete" | "problem"; key: string; level: number; parent: string; problem?: Problem };

const rootKey = "";

/** What a connection can see, loaded branch by branch as it is opened, flat as it is shown. */
export function useTree(connection: string) {
  const { api } = useSession();
  const [branches, setBranches] = useState<ReadonlyMap<string, Branch>>(new Map());
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const abort = useRef(new AbortController());

  const put = (key: string, change: (before: Branch) => Branch) =>
    setBranches((before) => new Map(before).set(key, change(before.get(key) ?? { items: [], cursor: null, isLoading: false })));

  const load = async (key: string, item: BrowseItem | null, cursor: string | null) => {
    const { signal } = abort.current;
    put(key, (before) => ({ ...before, isLoading: true, problem: undefined }));

    try {
      const page = item ? await api.children(connection, item, cursor, signal) : await api.roots(connection, signal);
      put(key, (before) => ({ items: cursor ? [...before.items, ...page.items] : page.items, cursor: page.nextCursor, isIncomplete: page.incomplete, isLoading: false }));
    } catch (error) {
      if (!signal.aborted) {
        put(key, (before) => ({ ...before, isLoading: false, problem: toProblem(error) }));
      }
    }
  };

  useEffect(() => {
    abort.current = new AbortController();
    setBranches(new Map());
    setOpen(new Set());
    void load(rootKey, null, null);
    return () => abort.current.abort();
  }, [connection]);

  const toggle = (row: TreeRow & { kind: "item" }) => {
    const next = new Set(open);

    if (!next.delete(row.key)) {
      next.add(row.key);

      if (!branches.has(row.key)) {
        void load(row.key, row.item, null);
      }
    }

    setOpen(next);
  };

  const itemOf = (key: string): BrowseItem | null => {
    for (const branch of branches.values()) {
      const found = branch.items.find((item) => keyOf(item) === key);

      if (found) {
        return found;
      }
    }

    return null;
  };

  return {
    rows: flatten(branches, open),
    isLoading: branches.get(rootKey)?.isLoading ?? true,
    problem: branches.get(rootKey)?.problem,
    toggle,
    loadMore: (key: string) => void load(key, key === rootKey ? null : itemOf(key), branches.get(key)?.cursor ?? null),
    reload: () => void load(rootKey, null, null),
  };
}

/** A page and a database may share an id; with their kind they are two. */
export function keyOf(item: BrowseItem): string {
  return `${item.type}:${item.id}`;
}

function flatten(branches: ReadonlyMap<string, Branch>, open: ReadonlySet<string>): TreeRow[] {
  const rows: TreeRow[] = [];

  const add = (key: string, level: number, above: ReadonlySet<string>) => {
    const branch = branches.get(key);

    if (!branch) {
      return;
    }

    branch.items.forEach((item, index) => {
      const itemKey = keyOf(item);
      const isOpen = open.has(itemKey) && !above.has(itemKey);
      rows.push({ kind: "item", key: itemKey, item, level, isOpen, parent: key, position: index + 1, size: branch.items.length });

      if (isOpen) {
        add(itemKey, level + 1, new Set(above).add(itemKey));
      }
    });

    if (branch.isLoading) {
      rows.push({ kind: "loading", key: `${key}/loading`, level, parent: key });
    } else if (branch.problem) {
      rows.push({ kind: "problem", key: `${key}/problem`, level, parent: key, problem: branch.problem });
    } else if (branch.cursor) {
      rows.push({ kind: "more", key: `${key}/more`, level, parent: key });
    } else if (branch.isIncomplete) {
      rows.push({ kind: "incomplete", key: `${key}/incomplete`, level, parent: key });
    } else if (branch.items.length === 0 && key !== rootKey) {
      rows.push({ kind: "empty", key: `${key}/empty`, level, parent: key });
    }
  };

  add(rootKey, 1, new Set());
  return rows;
}
