import type { BrowseItem } from "../api/types";
import { Dialog } from "../parts/Dialog";
import { DocumentFrame } from "../parts/DocumentFrame";
import { useSession } from "../session";
import { texts } from "../texts";

interface Props {
  connection: string;
  item: BrowseItem;
  onClose: () => void;
}

/** A page as it will look. */
export function Preview({ connection, item, onClose }: Props) {
  const { api } = useSession();
  const title = item.title || texts.common.untitled;

  return (
    <Dialog title={title} wide onClose={onClose}>
      <DocumentFrame title={texts.import.previewTitle(title)} src={api.previewUrl(connection, item.id)} onEscape={onClose} />
      <footer>
        {item.url && <a class="button" href={item.url} target="_blank" rel="noreferrer">{texts.common.openInNotion}</a>}
        <button type="button" class="primary" onClick={onClose}>{texts.common.close}</button>
      </footer>
    </Dialog>
  );
}
