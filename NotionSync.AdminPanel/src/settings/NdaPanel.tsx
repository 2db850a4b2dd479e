import { useState } from "preact/hooks";
import { ProblemNote } from "../parts/state";
import { Time } from "../parts/Time";
import { say } from "../parts/toast";
import { useAction } from "../parts/useAction";
import { useLoad } from "../parts/useLoad";
import { useSession } from "../session";
import { texts } from "../texts";

const words = texts.contacts;

export function NdaPanel() {
  const { api } = useSession();
  const loaded = useLoad("nda", (signal) => api.ndas(signal));
  const [text, setText] = useState("");
  const [askAgain, setAskAgain] = useState(false);
  const newest = loaded.value?.items[0];

  const publish = useAction(async () => {
    const published = await api.publishNda(text, askAgain);
    say(words.ndaPublished(published.version));
    setText("");
    loaded.reload();
  });

  return (
    <section class="panel" aria-label={words.nda}>
      <h2>{words.nda}</h2>
      <p class="muted">{newest || !loaded.value ? words.ndaIntro : words.ndaNone}</p>
      <ProblemNote problem={loaded.problem} retry={loaded.reload} />
      <ProblemNote problem={publish.problem} />
      {newest && (
        <details>
          <summary>{words.ndaVersion(newest.version)} · <Time at={newest.createdAt} /></summary>
          <p class="long-text" dir="auto">{newest.text}</p>
        </details>
      )}
      <details>
        <summary>{words.ndaNew}</summary>
        <form onSubmit={(event) => { event.preventDefault(); void publish.run(); }}>
          <label class="field">{words.ndaText}<textarea required maxLength={100_000} rows={10} dir="auto" value={text} onInput={(event) => setText(event.currentTarget.value)} /></label>
          {newest && <label class="tick"><input type="checkbox" checked={askAgain} onChange={(event) => setAskAgain(event.currentTarget.checked)} /><span>{words.ndaAgain}</span></label>}
          <button type="submit" class="primary" disabled={publish.isRunning}>{words.ndaPublish}</button>
        </form>
      </details>
    </section>
  );
}
