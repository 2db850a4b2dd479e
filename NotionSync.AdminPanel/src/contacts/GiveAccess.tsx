import { useState } from "preact/hooks";
import type { AccessLevel } from "../api/types";
import { ProblemNote } from "../parts/state";
import { useAction } from "../parts/useAction";
import { texts } from "../texts";

const words = texts.contacts;

interface Props {
  submit: string;
  give: (level: AccessLevel, expiresAt: string | undefined) => Promise<void>;
}

/** How wide, and until when. */
export function GiveAccess({ submit, give }: Props) {
  const [level, setLevel] = useState<"contact" | "contact_nda">("contact");
  const [day, setDay] = useState("");

  // The end of the day in the reader's zone.
  const act = useAction(() => give(level, day ? new Date(`${day}T23:59:59`).toISOString() : undefined));

  return (
    <form onSubmit={(event) => { event.preventDefault(); void act.run(); }}>
      <fieldset class="choices">
        <legend><strong>{words.level}</strong></legend>
        {(["contact", "contact_nda"] as const).map((each) => (
          <label key={each}>
            <input type="radio" name="level" checked={level === each} onChange={() => setLevel(each)} />
            <span>{words.levels[each]}</span>
          </label>
        ))}
      </fieldset>
      <label class="field">{words.expires}<input type="date" value={day} onInput={(event) => setDay(event.currentTarget.value)} /></label>
      <ProblemNote problem={act.problem} />
      <button type="submit" class="primary" disabled={act.isRunning}>{submit}</button>
    </form>
  );
}
