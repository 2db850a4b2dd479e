import type { DocumentInfo } from "../api/types";
import { Badge } from "../parts/Badge";
import { LevelBadge } from "./LevelBadge";
import { SourceIcon } from "../parts/SourceIcon";
import { Time } from "../parts/Time";
import { useVirtual } from "../parts/useVirtual";
import { texts } from "../texts";

const words = texts.documents;
const rowHeight = 56;

interface Props {
  documents: DocumentInfo[];
  selected: ReadonlySet<string>;
  select?: (ids: ReadonlySet<string>) => void;
  onEnd: () => void;
}

/** A table of any length: only the rows in view are there, and the next page is fetched as its end comes near. */
export function DocumentTable({ documents, selected, select, onEnd }: Props) {
  const virtual = useVirtual(documents.length, rowHeight, onEnd);
  const all = documents.length > 0 && documents.every((document) => selected.has(document.id));

  const toggle = (id: string) => {
    const next = new Set(selected);
    if (!next.delete(id)) {
      next.add(id);
    }

    select?.(next);
  };

  return (
    <div class="table-scroll" ref={virtual.scroller} tabIndex={0} role="region" aria-label={words.title}>
      <table class="documents" aria-rowcount={documents.length + 1}>
        <thead>
          <tr>
            {select && <th class="tight"><input type="checkbox" aria-label={words.selectAll} checked={all} onChange={() => select(all ? new Set() : new Set(documents.map((document) => document.id)))} /></th>}
            <th scope="col">{words.columns.title}</th>
            <th scope="col">{words.columns.level}</th>
            <th scope="col">{words.columns.status}</th>
            <th scope="col">{words.columns.edited}</th>
            <th scope="col">{words.columns.synced}</th>
          </tr>
        </thead>
        <tbody>
          {virtual.before > 0 && <tr aria-hidden="true" style={{ height: `${virtual.before}px` }}><td /></tr>}
          {documents.slice(virtual.first, virtual.last).map((document, offset) => (
            <Row key={document.id} document={document} index={virtual.first + offset} isSelected={selected.has(document.id)} toggle={select && (() => toggle(document.id))} />
          ))}
          {virtual.after > 0 && <tr aria-hidden="true" style={{ height: `${virtual.after}px` }}><td /></tr>}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  document: DocumentInfo;
  index: number;
  isSelected: boolean;
  toggle?: () => void;
}

function Row({ document, index, isSelected, toggle }: RowProps) {
  const title = document.title || texts.common.untitled;

  return (
    <tr data-index={index} aria-rowindex={index + 2} aria-selected={isSelected}>
      {toggle && <td class="tight"><input type="checkbox" aria-label={words.select(title)} checked={isSelected} onChange={toggle} /></td>}
      <th scope="row">
        <a href={`/documents/${document.id}`}>
          <SourceIcon icon={document.source.icon} kind={document.kind === "file" ? "file" : document.source.kind} />
          <span dir="auto" class="row-title">{title}</span>
        </a>
        <span class="phone-only"><LevelBadge level={document.accessLevel} /> <RowState document={document} /></span>
      </th>
      <td><LevelBadge level={document.accessLevel} /></td>
      <td><RowState document={document} /></td>
      <td><Time at={document.source.lastEditedAt} /></td>
      <td><Time at={document.syncedAt} /></td>
    </tr>
  );
}

function RowState({ document }: { document: DocumentInfo }) {
  return document.pendingVersion || document.moveWaits ? <Badge tone="warn">{words.waiting}</Badge> : <StatusBadge status={document.status} />;
}

export function StatusBadge({ status }: { status: DocumentInfo["status"] }) {
  return <Badge tone={status === "current" ? "good" : "warn"}>{words.status[status]}</Badge>;
}
