import { useState } from "preact/hooks";
import type { DocumentInfo } from "../api/types";
import { ProblemNote } from "../parts/state";
import { say } from "../parts/toast";
import { useAction } from "../parts/useAction";
import { useSession } from "../session";
import { texts } from "../texts";
import { CompareDialog } from "./CompareDialog";

const words = texts.versions;

interface Props {
  document: DocumentInfo;
  onDecided: () => void;
}

/** What waits for a content manager: a change of the text, a move, or both. */
export function Review({ document, onDecided }: Props) {
  const { api } = useSession();
  const [isOpen, setOpen] = useState(false);
  const pending = document.pendingVersion;

  const act = useAction(async (action: () => Promise<unknown>, done: string) => {
    await action();
    say(done);
    setOpen(false);
    onDecided();
  });

  if (!pending && !document.moveWaits) {
    return null;
  }

  const decide = (decision: "approve" | "reject", done: string) => (
    <button type="button" class={decision === "approve" ? "primary" : "danger"} disabled={act.isRunning} onClick={() => void act.run(() => api.decide(document.id, pending!, decision), done)}>
      {words[decision]}
    </button>
  );

  return (
    <section class="note note-warn" aria-label={words.pendingTitle}>
      <h2>{words.pendingTitle}</h2>
      {pending && (
        <>
          <p>{words.pending}</p>
          <button type="button" class="primary" onClick={() => setOpen(true)}>{words.review}</button>
        </>
      )}
      {document.moveWaits && (
        <>
          <p>{words.move}</p>
          <button type="button" disabled={act.isRunning} onClick={() => void act.run(() => api.approveMove(document.id), words.moved)}>{words.approveMove}</button>
        </>
      )}
      {!isOpen && <ProblemNote problem={act.problem} />}
      {isOpen && pending && (
        <CompareDialog document={document} from={document.version} to={pending} onClose={() => setOpen(false)}>
          <ProblemNote problem={act.problem} />
          {decide("reject", words.rejected)}
          {decide("approve", words.approved)}
        </CompareDialog>
      )}
    </section>
  );
}
