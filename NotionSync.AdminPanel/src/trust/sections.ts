import type { PublicDocument } from "../api/types";

export interface DocumentNode {
  document: PublicDocument;
  below: DocumentNode[];
}

/** A document with those below it; without a head, what has nothing below it and lies below nothing. */
export interface Section {
  head: PublicDocument | null;
  nodes: DocumentNode[];
}

/**
 * A page with pages below it heads a section. Where all hangs below one page, the cover, those below it that have pages
 * below them head the sections, and the cover keeps what is left. Single pages share a section, which comes last.
 * @param above What is shown already; where one of these lies above a document, it heads a section once more.
 */
export function sectionsOf(documents: PublicDocument[], above: PublicDocument[]): Section[] {
  const sections: Section[] = [];
  const single: DocumentNode[] = [];

  const roots = forestOf(documents, above);
  const isOnly = roots.filter(isParent).length === 1;

  for (const root of roots) {
    const isCover = isOnly && root.below.filter(isParent).length > 1;
    const rest = isCover ? root.below.filter((node) => !isParent(node)) : root.below;

    if (rest.length > 0) {
      sections.push({ head: root.document, nodes: rest });
    } else {
      single.push({ ...root, below: [] });
    }

    if (isCover) {
      sections.push(...root.below.filter(isParent).map((node) => ({ head: node.document, nodes: node.below })));
    }
  }

  return single.length > 0 ? [...sections, { head: null, nodes: single }] : sections;
}

function isParent(node: DocumentNode): boolean {
  return node.below.length > 0;
}

/** Those at the top are below nothing that the visitor may see. */
function forestOf(documents: PublicDocument[], above: PublicDocument[]): DocumentNode[] {
  const parents = new Set(documents.map((document) => document.parentId));
  const nodes = new Map([...above.filter((document) => parents.has(document.id)).map((document) => ({ ...document, parentId: null })), ...documents]
    .map((document) => [document.id, { document, below: [] as DocumentNode[] }]));
  const roots: DocumentNode[] = [];

  for (const node of nodes.values()) {
    const parent = node.document.parentId === null ? undefined : nodes.get(node.document.parentId);
    (parent && !isBelow(nodes, parent, node) ? parent.below : roots).push(node);
  }

  return roots;
}

/** Pages moved while the list was read page by page may seem to lie below each other. */
function isBelow(nodes: ReadonlyMap<string, DocumentNode>, node: DocumentNode, above: DocumentNode): boolean {
  const seen = new Set<DocumentNode>();

  for (let at: DocumentNode | undefined = node; at && !seen.has(at); at = at.document.parentId === null ? undefined : nodes.get(at.document.parentId)) {
    if (at === above) {
      return true;
    }

    seen.add(at);
  }

  return false;
}
