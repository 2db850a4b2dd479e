import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { PageTitle } from "../parts/PageTitle";
import { Empty, Loading, ProblemNote } from "../parts/state";
import { say } from "../parts/toast";
import { useLoad } from "../parts/useLoad";
import { usePoll } from "../parts/usePoll";
import { useSession } from "../session";
import { texts } from "../texts";
import { ConnectDialog } from "./ConnectDialog";
import { ConnectionCard } from "./ConnectionCard";

const words = texts.integrations;

export default function Integrations() {
  const { api, mayAdminister } = useSession();
  const connections = useLoad("connections", (signal) => api.connections(signal));
  const [isConnecting, setConnecting] = useState(false);
  const refused = useReturn(connections.reload);

  usePoll(15, connections.reload);

  const connect = mayAdminister && (
    <button type="button" class="primary" onClick={() => setConnecting(true)}>{words.connect}</button>
  );

  return (
    <>
      <PageTitle title={words.title}>{connections.value?.length ? connect : null}</PageTitle>
      <p class="muted">{words.intro}</p>
      {refused && <p class="note note-warn" role="alert">{refused}</p>}
      <ProblemNote problem={connections.problem} retry={connections.reload} />
      {!connections.value && connections.isLoading && <Loading />}
      {connections.value?.length === 0 && (
        <Empty title={words.emptyTitle}>
          <p>{words.empty}</p>
          {connect}
        </Empty>
      )}
      <ul class="cards">
        {connections.value?.map((connection) => (
          <li key={connection.id}><ConnectionCard connection={connection} reload={connections.reload} /></li>
        ))}
      </ul>
      {isConnecting && (
        <ConnectDialog
          onClose={() => setConnecting(false)}
          onConnected={() => { setConnecting(false); say(words.connected); connections.reload(); }}
        />
      )}
    </>
  );
}

/** What the way back from Notion says in the address: connected, or why not. Said once. */
function useReturn(reload: () => void): string | null {
  const { query, route } = useLocation();
  const [refused, setRefused] = useState<string | null>(null);

  useEffect(() => {
    if (query["connection"]) {
      say(words.connected);
      reload();
    } else if (query["error"]) {
      setRefused(query["error"] === "access_denied" ? words.refused : words.failedToConnect(query["error"]));
    } else {
      return;
    }

    route("/", true);
  }, [query["connection"], query["error"]]);

  return refused;
}
