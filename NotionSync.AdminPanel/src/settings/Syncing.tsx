import type { Connection } from "../api/types";
import { nameOf } from "../integrations/ConnectionCard";
import { Interval } from "../integrations/Interval";
import { Loading, ProblemNote } from "../parts/state";
import { say } from "../parts/toast";
import { useAction } from "../parts/useAction";
import { useLoad } from "../parts/useLoad";
import { useSession } from "../session";
import { texts } from "../texts";

const words = texts.settings;

/** Whether and how often each workspace is synced by itself. */
export function Syncing({ isDisabled }: { isDisabled: boolean }) {
  const { api } = useSession();
  const loaded = useLoad("connections", (signal) => api.connections(signal));

  const change = useAction(async (connection: Connection, autoSync: Connection["autoSync"]) => {
    const changed = await api.changeConnection(connection.id, { autoSync });
    loaded.set(loaded.value!.map((each) => (each.id === changed.id ? changed : each)));
    say(texts.integrations.saved);
  });

  return (
    <section class="panel" aria-label={words.syncing}>
      <h2>{words.syncing}</h2>
      <ProblemNote problem={loaded.problem} retry={loaded.reload} />
      <ProblemNote problem={change.problem} />
      {!loaded.value && loaded.isLoading && <Loading />}
      {loaded.value?.length === 0 && <p class="muted">{texts.integrations.emptyTitle}</p>}
      <ul class="people">
        {loaded.value?.map((connection) => (
          <li key={connection.id}>
            <label class="tick grow">
              <input type="checkbox" checked={connection.autoSync.enabled} disabled={isDisabled || change.isRunning} onChange={(event) => void change.run(connection, { ...connection.autoSync, enabled: event.currentTarget.checked })} />
              <span dir="auto">{words.autoSync(nameOf(connection))}</span>
            </label>
            <Interval connection={connection} isDisabled={isDisabled || change.isRunning} onChange={(autoSync) => change.run(connection, autoSync)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
