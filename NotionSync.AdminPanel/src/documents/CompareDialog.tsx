import type { ComponentChildren } from "preact";
import type { DocumentInfo, LineChange } from "../api/types";
import { Dialog } from "../parts/Dialog";
import { Loading, ProblemNote } from "../parts/state";
import { useLoad } from "../parts/useLoad";
import { useSession } from "../session";
import { texts } from "../texts";

const words = texts.versions;

interface Props {
  document: DocumentInfo;
  from: number;
  to: number;
  onClose: () => void;
  children?: ComponentChildren;
}

/** What changed between two versions, line by line of the Markdown. */
export function CompareDialog({ document, from, to, onClose, children }: Props) {
  const { api } = useSession();
  const compared = useLoad(`${document.id} ${from} ${to}`, (signal) => api.compare(document.id, from, to, signal));
  const difference = compared.value;

  return (
    <Dialog title={words.diffTitle(from, to)} wide onClose={onClose}>
      <ProblemNote problem={compared.problem} retry={compared.reload} />
      {!difference && compared.isLoading && <Loading />}
      {difference && difference.fromTitle !== difference.toTitle && <p dir="auto">{words.titleChanged(difference.fromTitle, difference.toTitle)}</p>}
      {difference?.changes.length === 0 && <p>{words.same}</p>}
      <div class="diff" tabIndex={0} role="region" aria-label={words.diffTitle(from, to)}>
        {difference?.changes.map((change) => <Change key={`${change.fromLine} ${change.toLine}`} change={change} />)}
      </div>
      <footer>
        <button type="button" onClick={onClose}>{texts.common.close}</button>
        {children}
      </footer>
    </Dialog>
  );
}

function Change({ change }: { change: LineChange }) {
  return (
    <section>
      <h3>{words.line(change.toLine)}</h3>
      {change.removed.map((line, index) => <p key={`-${index}`} class="removed" dir="auto"><span class="sr-only">{words.removed}: </span><del>{line || " "}</del></p>)}
      {change.added.map((line, index) => <p key={`+${index}`} class="added" dir="auto"><span class="sr-only">{words.added}: </span><ins>{line || " "}</ins></p>)}
    </section>
  );
}
