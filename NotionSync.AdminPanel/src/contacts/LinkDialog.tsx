import type { AccessLink } from "../api/types";
import { Dialog } from "../parts/Dialog";
import { say } from "../parts/toast";
import { useAction } from "../parts/useAction";
import { texts } from "../texts";

const words = texts.contacts;

/** A link, shown once. */
export function LinkDialog({ link, onClose }: { link: AccessLink; onClose: () => void }) {
  const url = new URL(link.path ?? "", location.origin).toString();

  const copy = useAction(() => navigator.clipboard.writeText(url).then(() => say(words.copied), () => say(words.notCopied)));

  return (
    <Dialog title={words.link} onClose={onClose}>
      <p>{words.linkOnce}</p>
      <label class="field">{words.link}<input type="text" readOnly value={url} onFocus={(event) => event.currentTarget.select()} /></label>
      <footer>
        {navigator.clipboard && <button type="button" onClick={() => void copy.run()}>{words.copy}</button>}
        <button type="button" class="primary" onClick={onClose}>{texts.common.close}</button>
      </footer>
    </Dialog>
  );
}
