import { useState } from "preact/hooks";
import { Dialog } from "../parts/Dialog";
import { Loading, ProblemNote } from "../parts/state";
import { useAction } from "../parts/useAction";
import { usePoll } from "../parts/usePoll";
import { useSession } from "../session";
import { texts } from "../texts";
import { openNango } from "./openNango";

const words = texts.integrations.dialog;

interface Props {
  onClose: () => void;
  onConnected: () => void;
}

export function ConnectDialog({ onClose, onConnected }: Props) {
  const { api, me } = useSession();
  const ways = me.connectBy;
  const [way, setWay] = useState(ways[0] ?? "token");
  const [token, setToken] = useState("");
  const [name, setName] = useState("");

  const [known, setKnown] = useState<ReadonlySet<string> | null>(null);

  const connect = useAction(async () => {
    if (way === "token") {
      await api.connectByToken(token.trim(), name.trim() || undefined);
      onConnected();
    } else if (way === "notion") {
      location.assign((await api.startSession(way, `${location.origin}/`)).connectUrl);
    } else {
      // Nango's page leads nowhere when it is done: it gets a window of its own, and the list tells when it is.
      const before = new Set((await api.connections()).map((connection) => connection.id));
      await openNango(() => api.startSession("nango", `${location.origin}/`));
      setKnown(before);
    }
  });

  usePoll(known ? 2 : null, () => void api.connections().then((now) => now.some((connection) => !known!.has(connection.id)) && onConnected(), () => undefined));

  if (known) {
    return (
      <Dialog title={words.title} onClose={onClose}>
        <Loading label={words.waiting} />
        <footer><button type="button" onClick={onClose}>{texts.common.close}</button></footer>
      </Dialog>
    );
  }

  return (
    <Dialog title={words.title} onClose={onClose}>
      <form onSubmit={(event) => { event.preventDefault(); void connect.run(); }}>
        {ways.length > 1 ? (
          <fieldset class="choices">
            <legend>{words.how}</legend>
            {ways.map((each) => (
              <label key={each}>
                <input type="radio" name="way" checked={way === each} onChange={() => { setWay(each); connect.clear(); }} />
                <span><strong>{words[each]}</strong> <small>{words[`${each}Hint`]}</small></span>
              </label>
            ))}
          </fieldset>
        ) : <p>{words.tokenHint} <span class="muted">{words.onlyToken}</span></p>}
        {way === "token" && (
          <>
            <label class="field">
              {words.tokenLabel}
              <input type="password" required autocomplete="off" spellcheck={false} value={token} onInput={(event) => setToken(event.currentTarget.value)} />
            </label>
            <label class="field">
              {words.nameLabel}
              <input type="text" maxLength={100} value={name} onInput={(event) => setName(event.currentTarget.value)} />
            </label>
          </>
        )}
        <ProblemNote problem={connect.problem} />
        <footer>
          <button type="button" onClick={onClose}>{texts.common.cancel}</button>
          <button type="submit" class="primary" disabled={connect.isRunning}>{connect.isRunning ? words.opening : way === "token" ? words.submitToken : words.continue}</button>
        </footer>
      </form>
    </Dialog>
  );
}
