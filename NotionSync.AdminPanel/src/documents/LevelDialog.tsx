import { useState } from "preact/hooks";
import { accessLevels, type AccessLevel, type DocumentInfo } from "../api/types";
import { Dialog } from "../parts/Dialog";
import { ProblemNote } from "../parts/state";
import { say } from "../parts/toast";
import { useAction } from "../parts/useAction";
import { useSession } from "../session";
import { texts } from "../texts";

const words = texts.documents;
const atOnce = 1_000; // More the API does not take.

interface Props {
  documents: DocumentInfo[];
  onClose: () => void;
  onDone: (changed: DocumentInfo[]) => void;
}

/** Changes who may see documents. Where that becomes wider for any of them, it has to be said twice. */
export function LevelDialog({ documents, onClose, onDone }: Props) {
  const { api } = useSession();
  const [level, setLevel] = useState<AccessLevel>(documents[0]?.accessLevel ?? "internal");
  const [isSure, setSure] = useState(false);
  const isWider = documents.some((document) => width(level) > width(document.accessLevel));

  const apply = useAction(async () => {
    const missing = new Set<string>();

    for (let first = 0; first < documents.length; first += atOnce) {
      const { notFound } = await api.changeLevels(documents.slice(first, first + atOnce).map((document) => document.id), level);
      notFound.forEach((id) => missing.add(id));
    }

    const done = documents.length - missing.size;
    say(missing.size > 0 ? words.changedExcept(done, missing.size) : words.changed(done));
    onDone(documents.filter((document) => !missing.has(document.id)).map((document) => ({ ...document, accessLevel: level })));
  });

  return (
    <Dialog title={words.changeTitle(documents.length)} onClose={onClose}>
      <form onSubmit={(event) => { event.preventDefault(); void apply.run(); }}>
        <fieldset class="choices">
          <legend class="sr-only">{words.changeLevel}</legend>
          {accessLevels.map((each) => (
            <label key={each}>
              <input type="radio" name="level" checked={level === each} onChange={() => { setLevel(each); setSure(false); }} />
              <span><strong>{texts.levels[each]}</strong> <small>{texts.levelHints[each]}</small></span>
            </label>
          ))}
        </fieldset>
        {isWider && (
          <div class="note note-warn">
            <p>{words.widerWarning}</p>
            <label class="tick"><input type="checkbox" checked={isSure} onChange={(event) => setSure(event.currentTarget.checked)} /><span>{words.confirmWider}</span></label>
          </div>
        )}
        <ProblemNote problem={apply.problem} />
        <footer>
          <button type="button" onClick={onClose}>{texts.common.cancel}</button>
          <button type="submit" class="primary" disabled={apply.isRunning || (isWider && !isSure)}>{words.apply}</button>
        </footer>
      </form>
    </Dialog>
  );
}

function width(level: AccessLevel): number {
  return accessLevels.length - accessLevels.indexOf(level);
}
