import { useState } from "preact/hooks";
import type { Connection } from "../api/types";
import { ProblemNote } from "../parts/state";
import { say } from "../parts/toast";
import { useAction } from "../parts/useAction";
import { usePoll } from "../parts/usePoll";
import { useSession } from "../session";
import { texts } from "../texts";
import { openNango } from "./openNango";
import { ReplaceTokenDialog } from "./ReplaceTokenDialog";

const words = texts.integrations;

interface Props {
  connection: Connection;
  reload: () => void;
}

/** What is wrong with a connection that Notion no longer accepts, and the button that fixes it. */
export function Reauthorize({ connection, reload }: Props) {
  const { api, mayAdminister } = useSession();
  const [isReplacing, setReplacing] = useState(false);
  const isBroken = connection.status !== "active";
  usePoll(isBroken ? 5 : null, reload); // A webhook or another window may have mended it.

  const start = useAction(async () => {
    const returnUrl = `${location.origin}/`;

    if (connection.provider === "nango") {
      await openNango(() => api.startSession("nango", returnUrl, connection.id));
      say(words.dialog.waiting);
    } else {
      location.assign((await api.startSession("notion", returnUrl, connection.id)).connectUrl);
    }
  });

  if (!isBroken) {
    return null;
  }

  return (
    <div class="note note-bad">
      <p>{connection.status === "blocked" ? words.blockedFix : words.needsFix}</p>
      <ProblemNote problem={start.problem} />
      {mayAdminister && (
        <button type="button" class="primary" disabled={start.isRunning} onClick={() => connection.provider === "token" ? setReplacing(true) : void start.run()}>
          {words.reconnect}
        </button>
      )}
      {isReplacing && <ReplaceTokenDialog connection={connection} onClose={() => setReplacing(false)} onDone={() => { setReplacing(false); reload(); }} />}
    </div>
  );
}
