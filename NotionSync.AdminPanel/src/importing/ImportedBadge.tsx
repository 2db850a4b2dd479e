import type { BrowseItem } from "../api/types";
import { Badge } from "../parts/Badge";
import { Icon } from "../parts/Icon";
import { texts } from "../texts";

const words = texts.import;

/** Marks what is in the library already, and how it stands there. */
export function ImportedBadge({ item }: { item: BrowseItem }) {
  if (!item.documentId) {
    return null;
  }

  const isCurrent = !item.documentStatus || item.documentStatus === "current";

  return (
    <Badge tone={isCurrent ? "good" : "warn"}>
      <Icon name="check" />
      <span class="wide-only">{isCurrent ? words.imported : texts.documents.status[item.documentStatus!]}</span>
    </Badge>
  );
}

export function kindOf(item: BrowseItem): string {
  return words.kinds[item.type as keyof typeof words.kinds] ?? item.type;
}
