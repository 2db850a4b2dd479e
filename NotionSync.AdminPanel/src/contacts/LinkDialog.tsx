import type { AccessLink } from "../api/types";
import { Dialog } from "../parts/Dialog";
import { say } from "../parts/toast";
import { texts } from "../texts";

const words = texts.contacts;

/** A link, shown once. */
export function LinkDialog({ link, onClose }: { link: AccessLink; onClose: () => void }) {
  const url = new URL(link.path ?? "", location.origin).toString();

  const copy = async () => {
    await navigator.clipboard.writeText(url);
    say(words.copied);
  };

  return (
    <Dialog title={words.link} onClose={onClose}>
      <p>{words.linkOnce}</p>
      <label class="field">{words.link}<input type="text" readOnly value={url} onFocus={(event) => event.currentTarget.select()} /></label>
      <footer>
        <button type="button" onClick={() => void copy()}>{words.copy}</button>
        <button type="button" class="primary" onClick={onClose}>{texts.common.close}</button>
      </footer>
    </Dialog>
  );
}
