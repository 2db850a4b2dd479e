import { useState } from "preact/hooks";
import type { Connection } from "../api/types";
import { Badge } from "../parts/Badge";
import { ProblemNote } from "../parts/state";
import { Time } from "../parts/Time";
import { say } from "../parts/toast";
import { useAction } from "../parts/useAction";
import { useSession } from "../session";
import { texts } from "../texts";
import { Interval } from "./Interval";
import { DisconnectDialog } from "./DisconnectDialog";
import { Reauthorize } from "./Reauthorize";
import { ReplaceTokenDialog } from "./ReplaceTokenDialog";

const words = texts.integrations;

interface Props {
  connection: Connection;
  reload: () => void;
}

export function ConnectionCard({ connection, reload }: Props) {
  const { api, mayAdminister, mayManage } = useSession();
  const [dialog, setDialog] = useState<"disconnect" | "token" | null>(null);
  const name = nameOf(connection);

  const act = useAction(async (action: () => Promise<unknown>, done: string) => {
    await action();
    say(done);
    reload();
  });

  const check = () => act.run(async () => {
    const answer = await api.check(connection.id);
    say(answer.detail ?? words.checkGood);
  }, words.checkGood);

  const setAutoSync = (autoSync: Connection["autoSync"]) => act.run(() => api.changeConnection(connection.id, { autoSync }), words.saved);

  return (
    <article class="card" aria-label={name}>
      <header>
        <WorkspaceIcon icon={connection.workspace.icon} name={name} />
        <div>
          <h2 dir="auto">{name}</h2>
          <p class="muted">{words.workspace}, {words.provider[connection.provider]}</p>
        </div>
        <Badge tone={connection.status === "active" ? "good" : "bad"}>{words.status[connection.status]}</Badge>
      </header>
      <Reauthorize connection={connection} reload={reload} />
      <dl class="facts">
        <div><dt>{words.lastSync}</dt><dd><Time at={connection.lastSyncAt} /></dd></div>
        <div><dt>{words.nextSync}</dt><dd>{connection.autoSync.enabled ? <Time at={connection.nextSyncAt} none={words.notScheduled} /> : words.paused}</dd></div>
      </dl>
      <ProblemNote problem={act.problem} />
      {mayAdminister && <Interval connection={connection} isDisabled={act.isRunning} onChange={setAutoSync} />}
      <footer>
        {mayManage && <a class="button primary" href={`/import?connection=${connection.id}`}>{words.import}</a>}
        {mayManage && <button type="button" disabled={act.isRunning || connection.status !== "active"} onClick={() => void act.run(() => api.sync(connection.id), words.syncStarted)}>{words.syncNow}</button>}
        {mayAdminister && (
          <>
            <button type="button" disabled={act.isRunning} onClick={() => void setAutoSync({ ...connection.autoSync, enabled: !connection.autoSync.enabled })}>
              {connection.autoSync.enabled ? words.pause : words.resume}
            </button>
            <button type="button" disabled={act.isRunning} onClick={() => void check()}>{words.check}</button>
            {connection.provider === "token" && <button type="button" onClick={() => setDialog("token")}>{words.replaceToken}</button>}
            <button type="button" class="danger" onClick={() => setDialog("disconnect")}>{words.disconnect}</button>
          </>
        )}
      </footer>
      {dialog === "disconnect" && <DisconnectDialog connection={connection} onClose={() => setDialog(null)} onDone={() => { setDialog(null); reload(); }} />}
      {dialog === "token" && <ReplaceTokenDialog connection={connection} onClose={() => setDialog(null)} onDone={() => { setDialog(null); reload(); }} />}
    </article>
  );
}

export function nameOf(connection: Connection): string {
  return connection.name ?? connection.workspace.name ?? texts.integrations.workspace;
}

/** The workspace's icon: an emoji, a picture, or the first letter of its name. */
function WorkspaceIcon({ icon, name }: { icon: string | null; name: string }) {
  const isUrl = icon?.startsWith("https://");
  return <span class="workspace-icon" aria-hidden="true">{isUrl ? <img src={icon!} alt="" referrerpolicy="no-referrer" /> : icon ?? [...name][0]?.toUpperCase()}</span>;
}
