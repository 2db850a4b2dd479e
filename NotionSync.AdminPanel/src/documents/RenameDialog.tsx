import { useState } from "preact/hooks";
import { Problem } from "../api/problem";
import type { DocumentInfo } from "../api/types";
import { Dialog } from "../parts/Dialog";
import { ProblemNote } from "../parts/state";
import { useAction } from "../parts/useAction";
import { useSession } from "../session";
import { texts } from "../texts";

const words = texts.documents;

interface Props {
  document: DocumentInfo;
  etag: string;
  onClose: () => void;
  onDone: () => void;
  reload: () => void;
}

export function RenameDialog({ document, etag, onClose, onDone, reload }: Props) {
  const { api } = useSession();
  const [title, setTitle] = useState(document.title);

  const rename = useAction(async () => {
    for (let known: string | null = etag; ;) {
      try {
        await api.changeDocument(document.id, known ?? "", { title: title.trim() });
        onDone();
        return;
      } catch (error) {
        if (!(error instanceof Problem) || error.status !== 412) {
          throw error;
        }

        const now = await api.document(document.id);

        if (now.value.title !== document.title) {
          reload(); // What was typed stays; the next try names the state that is shown then.
          throw error;
        }

        known = now.etag; // A sync, or another setting: the title is still the one that was looked at.
      }
    }
  });

  return (
    <Dialog title={words.renameTitle} onClose={onClose}>
      <form onSubmit={(event) => { event.preventDefault(); void rename.run(); }}>
        <label class="field">{words.titleLabel}<input type="text" dir="auto" maxLength={500} value={title} onInput={(event) => setTitle(event.currentTarget.value)} /></label>
        <p class="muted">{words.renameHint}</p>
        <ProblemNote problem={rename.problem} />
        <footer>
          <button type="button" onClick={onClose}>{texts.common.cancel}</button>
          <button type="submit" class="primary" disabled={rename.isRunning}>{texts.common.save}</button>
        </footer>
      </form>
    </Dialog>
  );
}
