import { useRef, useState } from "preact/hooks";
import type { BrowseItem } from "../api/types";
import { Loading, ProblemNote } from "../parts/state";
import { SourceIcon } from "../parts/SourceIcon";
import { Icon } from "../parts/Icon";
import { ImportedBadge, kindOf } from "./ImportedBadge";
import { useVirtual } from "../parts/useVirtual";
import { texts } from "../texts";
import { useTree, type TreeRow } from "./useTree";

const words = texts.import;
const rowHeight = 40;

interface Props {
  connection: string;
  selected: ReadonlyMap<string, BrowseItem>;
  onToggle: (item: BrowseItem) => void;
  onPreview: (item: BrowseItem) => void;
}

/** The tree of a workspace, after the WAI-ARIA tree pattern: arrows move and fold, Space selects, Enter previews. */
export function PageTree({ connection, selected, onToggle, onPreview }: Props) {
  const tree = useTree(connection);
  const [active, setActive] = useState(0);
  const virtual = useVirtual(tree.rows.length, rowHeight);
  const hasFocus = useRef(false);

  if (tree.problem) {
    return <ProblemNote problem={tree.problem} retry={tree.reload} />;
  }

  if (tree.isLoading && tree.rows.length <= 1) {
    return <Loading />;
  }

  if (tree.rows.length === 0) {
    return (
      <div class="empty">
        <p>{words.emptyTree}</p>
        <button type="button" onClick={tree.reload}>{texts.common.retry}</button>
      </div>
    );
  }

  const current = Math.min(active, tree.rows.length - 1);

  const move = (index: number) => {
    const bounded = Math.max(0, Math.min(tree.rows.length - 1, index));
    setActive(bounded);
    hasFocus.current = true;
    virtual.reveal(bounded);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const row = tree.rows[current]!;
    const act = keyActions(tree.rows, current, row, { move, toggle: tree.toggle, more: tree.loadMore, select: onToggle, preview: onPreview })[event.key];

    if (act) {
      event.preventDefault();
      act();
    }
  };

  return (
    <div class="tree" role="tree" aria-label={words.treeLabel} aria-multiselectable="true" ref={virtual.scroller} onKeyDown={onKeyDown} onFocusOut={() => { hasFocus.current = false; }}>
      <div style={{ height: `${virtual.before}px` }} role="presentation" />
      {tree.rows.slice(virtual.first, virtual.last).map((row, offset) => {
        const index = virtual.first + offset;
        return (
          <Row
            key={`${row.parent}>${row.key}`}
            row={row}
            index={index}
            isActive={index === current}
            takesFocus={index === current && hasFocus.current}
            isSelected={row.kind === "item" && selected.has(row.key)}
            onFocus={() => { setActive(index); hasFocus.current = true; }}
            onFold={() => row.kind === "item" && tree.toggle(row)}
            onSelect={() => row.kind === "item" && onToggle(row.item)}
            onPreview={() => row.kind === "item" && onPreview(row.item)}
            onMore={() => tree.loadMore(row.parent)}
          />
        );
      })}
      <div style={{ height: `${virtual.after}px` }} role="presentation" />
    </div>
  );
}

interface Actions {
  move: (index: number) => void;
  toggle: (row: TreeRow & { kind: "item" }) => void;
  more: (key: string) => void;
  select: (item: BrowseItem) => void;
  preview: (item: BrowseItem) => void;
}

function keyActions(rows: TreeRow[], at: number, row: TreeRow, actions: Actions): Record<string, () => void> {
  const isItem = row.kind === "item";

  return {
    ArrowDown: () => actions.move(at + 1),
    ArrowUp: () => actions.move(at - 1),
    Home: () => actions.move(0),
    End: () => actions.move(rows.length - 1),
    PageDown: () => actions.move(at + 10),
    PageUp: () => actions.move(at - 10),
    ArrowRight: () => isItem && (row.isOpen ? actions.move(at + 1) : actions.toggle(row)),
    ArrowLeft: () => isItem && row.isOpen ? actions.toggle(row) : actions.move(rows.findIndex((each) => each.key === row.parent)),
    " ": () => isItem ? actions.select(row.item) : actions.more(row.parent),
    Enter: () => isItem ? actions.preview(row.item) : actions.more(row.parent),
  };
}

interface RowProps {
  row: TreeRow;
  index: number;
  isActive: boolean;
  takesFocus: boolean;
  isSelected: boolean;
  onFocus: () => void;
  onFold: () => void;
  onSelect: () => void;
  onPreview: () => void;
  onMore: () => void;
}

function Row({ row, index, isActive, takesFocus, isSelected, onFocus, onFold, onSelect, onPreview, onMore }: RowProps) {
  const focus = (element: HTMLDivElement | null) => {
    if (takesFocus && element && document.activeElement !== element) {
      element.focus();
    }
  };

  const shared = { "data-index": index, role: "treeitem", tabIndex: isActive ? 0 : -1, ref: focus, onFocus, "aria-level": row.level, style: { "--level": row.level } } as const;

  if (row.kind !== "item") {
    const text = row.kind === "loading" ? texts.common.loading : row.kind === "more" ? texts.common.more : row.kind === "empty" ? words.noChildren : row.kind === "incomplete" ? words.incomplete : row.problem?.message;
    return <div {...shared} class={`row row-${row.kind}`} aria-selected={false} onClick={() => (row.kind === "more" || row.kind === "problem") && onMore()}>{text}</div>;
  }

  const title = row.item.title || texts.common.untitled;

  return (
    <div
      {...shared}
      class="row"
      aria-selected={isSelected}
      aria-expanded={row.isOpen}
      aria-setsize={row.size}
      aria-posinset={row.position}
      onDblClick={onPreview}
    >
      <span class="fold" onClick={onFold}><Icon name={row.isOpen ? "open" : "folded"} /></span>
      <span class="check" onClick={onSelect}><span class={isSelected ? "box box-on" : "box"}>{isSelected && <Icon name="check" />}</span></span>
      <SourceIcon icon={row.item.icon} kind={row.item.type} />
      <span class="row-title" dir="auto" onClick={onSelect}>{title}<span class="sr-only">, {kindOf(row.item)} </span></span>
      <ImportedBadge item={row.item} />
      {row.item.type === "page" && <span class="preview" title={words.preview} onClick={onPreview}><Icon name="eye" /><span class="wide-only">{words.preview}</span></span>}
    </div>
  );
}
