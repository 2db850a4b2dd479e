import { useState } from "preact/hooks";
import type { DocumentInfo, Version } from "../api/types";
import { Badge } from "../parts/Badge";
import { Loading, ProblemNote } from "../parts/state";
import { Time } from "../parts/Time";
import { say } from "../parts/toast";
import { useAction } from "../parts/useAction";
import { useLoad } from "../parts/useLoad";
import { useSession } from "../session";
import { texts } from "../texts";
import { CompareDialog } from "./CompareDialog";

const words = texts.versions;

interface Props {
  document: DocumentInfo;
  onChanged: () => void;
}

export function Versions({ document, onChanged }: Props) {
  const { api, mayManage } = useSession();
  const loaded = useLoad(`versions ${document.id} ${document.version} ${document.pendingVersion}`, (signal) => api.versions(document.id, null, signal));
  const [compared, setCompared] = useState<Version | null>(null);

  const restore = useAction(async (version: number) => {
    await api.decide(document.id, version, "restore");
    say(words.restored(version));
    setCompared(null);
    onChanged();
  });

  return (
    <section class="panel" aria-label={words.title}>
      <h2>{words.title}</h2>
      <ProblemNote problem={loaded.problem} retry={loaded.reload} />
      {!loaded.value && loaded.isLoading && <Loading />}
      <ol class="plain versions">
        {loaded.value?.items.map((version) => (
          <li key={version.version}>
            <p><strong>{words.number(version.version)}</strong> {version.state !== "past" && <Badge tone={version.state === "published" ? "good" : "warn"}>{words.state[version.state]}</Badge>}</p>
            <p class="muted"><Time at={version.createdAt} />{version.restoredFrom && <> · {words.restoredFrom(version.restoredFrom)}</>}</p>
            {version.state !== "published" && <button type="button" class="quiet" aria-label={words.compare(version.version)} onClick={() => setCompared(version)}>{words.compareShort}</button>}
          </li>
        ))}
      </ol>
      {compared && (
        <CompareDialog document={document} from={document.version} to={compared.version} onClose={() => setCompared(null)}>
          <ProblemNote problem={restore.problem} />
          {mayManage && compared.state !== "pending" && <button type="button" class="primary" disabled={restore.isRunning} onClick={() => void restore.run(compared.version)}>{words.restore}</button>}
        </CompareDialog>
      )}
    </section>
  );
}
