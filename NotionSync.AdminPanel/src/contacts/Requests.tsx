import { useState } from "preact/hooks";
import type { AccessLink, AccessRequest } from "../api/types";
import { Dialog } from "../parts/Dialog";
import { ProblemNote } from "../parts/state";
import { Time } from "../parts/Time";
import { say } from "../parts/toast";
import { useAction } from "../parts/useAction";
import { useLoad } from "../parts/useLoad";
import { usePoll } from "../parts/usePoll";
import { useSession } from "../session";
import { texts } from "../texts";
import { GiveAccess } from "./GiveAccess";

const words = texts.contacts;

/** Who asks for access, for somebody to decide. */
export function Requests({ onApproved }: { onApproved: (link: AccessLink) => void }) {
  const { api } = useSession();
  const loaded = useLoad("requests", (signal) => api.accessRequests(signal));
  const [opened, setOpened] = useState<AccessRequest | null>(null);
  usePoll(30, loaded.reload);

  const reject = useAction(async (request: AccessRequest) => {
    await api.rejectRequest(request.id);
    say(words.rejected);
    loaded.reload();
  });

  const approve = async (request: AccessRequest, approval: Parameters<typeof api.approveRequest>[1]) => {
    const { link } = await api.approveRequest(request.id, approval);
    setOpened(null);
    loaded.reload();
    onApproved(link);
  };

  return (
    <section class="panel" aria-label={words.requests}>
      <h2>{words.requests}</h2>
      <ProblemNote problem={loaded.problem} retry={loaded.reload} />
      <ProblemNote problem={reject.problem} />
      {loaded.value?.items.length === 0 && <p class="muted">{words.noRequests}</p>}
      <ul class="people">
        {loaded.value?.items.map((request) => (
          <li key={request.id}>
            <p><strong dir="auto">{request.name ?? request.email}</strong> <span class="muted" dir="auto">{[request.name && request.email, request.company].filter(Boolean).join(" · ")}</span></p>
            <p dir="auto">{request.message} <span class="muted"><Time at={request.createdAt} /></span></p>
            <p class="toolbar">
              <button type="button" class="primary" aria-label={`${words.approve} ${request.email}`} onClick={() => setOpened(request)}>{words.approve}</button>
              <button type="button" disabled={reject.isRunning} aria-label={`${words.reject} ${request.email}`} onClick={() => void reject.run(request)}>{words.reject}</button>
            </p>
          </li>
        ))}
      </ul>
      {opened && (
        <Dialog title={words.approveTitle(opened.email)} onClose={() => setOpened(null)}>
          <GiveAccess submit={words.approve} give={(level, expiresAt) => approve(opened, { level, expiresAt })} />
        </Dialog>
      )}
    </section>
  );
}
