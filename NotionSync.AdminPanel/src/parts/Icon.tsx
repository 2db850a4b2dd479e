import check from "heroicons/20/solid/check.svg?raw";
import database from "heroicons/20/solid/table-cells.svg?raw";
import eye from "heroicons/20/solid/eye.svg?raw";
import file from "heroicons/20/solid/paper-clip.svg?raw";
import folded from "heroicons/20/solid/chevron-right.svg?raw";
import open from "heroicons/20/solid/chevron-down.svg?raw";
import page from "heroicons/20/solid/document-text.svg?raw";
import source from "heroicons/20/solid/circle-stack.svg?raw";
import xMark from "heroicons/20/solid/x-mark.svg?raw";

const icons = { check, close: xMark, data_source: source, database, eye, file, folded, open, page };

/** Decoration: whatever it means is said in words too. */
export function Icon({ name }: { name: keyof typeof icons }) {
  return <span class="icon" aria-hidden="true" dangerouslySetInnerHTML={{ __html: icons[name] }} />;
}
