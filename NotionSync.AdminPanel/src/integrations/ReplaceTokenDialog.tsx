import { useState } from "preact/hooks";
import type { Connection } from "../api/types";
import { Dialog } from "../parts/Dialog";
import { ProblemNote } from "../parts/state";
import { say } from "../parts/toast";
import { useAction } from "../parts/useAction";
import { useSession } from "../session";
import { texts } from "../texts";

const words = texts.integrations;

interface Props {
  connection: Connection;
  onClose: () => void;
  onDone: () => void;
}

export function ReplaceTokenDialog({ connection, onClose, onDone }: Props) {
  const { api } = useSession();
  const [token, setToken] = useState("");

  const replace = useAction(async () => {
    await api.replaceToken(connection.id, token.trim());
    say(words.connected);
    onDone();
  });

  return (
    <Dialog title={words.replaceToken} onClose={onClose}>
      <form onSubmit={(event) => { event.preventDefault(); void replace.run(); }}>
        <label class="field">
          {words.dialog.tokenLabel}
          <input type="password" required autocomplete="off" spellcheck={false} value={token} onInput={(event) => setToken(event.currentTarget.value)} />
        </label>
        <ProblemNote problem={replace.problem} />
        <footer>
          <button type="button" onClick={onClose}>{texts.common.cancel}</button>
          <button type="submit" class="primary" disabled={replace.isRunning}>{texts.common.save}</button>
        </footer>
      </form>
    </Dialog>
  );
}
