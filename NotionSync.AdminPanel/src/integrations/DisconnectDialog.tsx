import { useState } from "preact/hooks";
import type { Connection } from "../api/types";
import { Dialog } from "../parts/Dialog";
import { ProblemNote } from "../parts/state";
import { say } from "../parts/toast";
import { useAction } from "../parts/useAction";
import { useSession } from "../session";
import { texts } from "../texts";
import { nameOf } from "./ConnectionCard";

const words = texts.integrations.end;

interface Props {
  connection: Connection;
  onClose: () => void;
  onDone: () => void;
}

export function DisconnectDialog({ connection, onClose, onDone }: Props) {
  const { api } = useSession();
  const [documents, setDocuments] = useState<"keep" | "delete">("keep");

  const end = useAction(async () => {
    await api.disconnect(connection.id, documents);
    say(words.done);
    onDone();
  });

  return (
    <Dialog title={words.title(nameOf(connection))} onClose={onClose}>
      <form onSubmit={(event) => { event.preventDefault(); void end.run(); }}>
        <fieldset class="choices">
          <legend>{words.what}</legend>
          {(["keep", "delete"] as const).map((each) => (
            <label key={each}>
              <input type="radio" name="documents" checked={documents === each} onChange={() => setDocuments(each)} />
              <span>{words[each]}</span>
            </label>
          ))}
        </fieldset>
        <ProblemNote problem={end.problem} />
        <footer>
          <button type="button" onClick={onClose}>{texts.common.cancel}</button>
          <button type="submit" class="danger" disabled={end.isRunning}>{words.confirm}</button>
        </footer>
      </form>
    </Dialog>
  );
}
