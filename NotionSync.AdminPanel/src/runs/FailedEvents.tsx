import type { EventDelivery } from "../api/types";
import { ProblemNote } from "../parts/state";
import { Time } from "../parts/Time";
import { say } from "../parts/toast";
import { useAction } from "../parts/useAction";
import { useLoad } from "../parts/useLoad";
import { useSession } from "../session";
import { texts } from "../texts";

const words = texts.runs;

/** Events that were given up, with a button to send them again. */
export function FailedEvents() {
  const { api } = useSession();
  const loaded = useLoad("failed events", (signal) => api.failedEvents(signal));

  const send = useAction(async (event: EventDelivery) => {
    await api.resendEvent(event.id);
    say(words.resent);
    loaded.reload();
  });

  return (
    <section class="panel" aria-label={words.givenUp}>
      <h2>{words.givenUp}</h2>
      <p class="muted">{words.givenUpIntro}</p>
      <ProblemNote problem={loaded.problem} retry={loaded.reload} />
      <ProblemNote problem={send.problem} />
      {loaded.value?.items.length === 0 && <p>{words.noneGivenUp}</p>}
      <ul class="failures">
        {loaded.value?.items.map((event) => (
          <li key={event.id}>
            <p><strong>{event.type}</strong> <Time at={event.createdAt} /> · {words.attempts(event.attempts)} {event.lastStatus ?? ""} {event.lastError}</p>
            <button type="button" aria-label={words.resendOf(event.type)} disabled={send.isRunning} onClick={() => void send.run(event)}>{words.resend}</button>
          </li>
        ))}
      </ul>
    </section>
  );
}
