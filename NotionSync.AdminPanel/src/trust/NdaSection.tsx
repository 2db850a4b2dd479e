import { Loading, ProblemNote } from "../parts/state";
import { say } from "../parts/toast";
import { useAction } from "../parts/useAction";
import { useLoad } from "../parts/useLoad";
import { texts } from "../texts";
import type { PublicApi } from "./api";

const words = texts.trust;

export function NdaSection({ api, onAccepted }: { api: PublicApi; onAccepted: () => void }) {
  const nda = useLoad("nda", (signal) => api.nda(signal));

  const accept = useAction(async () => {
    await api.acceptNda(nda.value!.version);
    say(words.accepted);
    onAccepted();
  });

  return (
    <section class="panel" aria-label={words.nda}>
      <h2>{words.nda}</h2>
      <p class="muted">{words.ndaIntro}</p>
      <ProblemNote problem={nda.problem} retry={nda.reload} />
      <ProblemNote problem={accept.problem} />
      {!nda.value && nda.isLoading && <Loading />}
      {nda.value && (
        <>
          <div class="long-text" dir="auto" tabIndex={0} role="region" aria-label={words.nda}>{nda.value.text}</div>
          <button type="button" class="primary" disabled={accept.isRunning} onClick={() => void accept.run()}>{words.accept}</button>
        </>
      )}
    </section>
  );
}
