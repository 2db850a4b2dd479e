import { useState } from "preact/hooks";
import type { AccessLink, Contact } from "../api/types";
import { Dialog } from "../parts/Dialog";
import { Loading, ProblemNote } from "../parts/state";
import { Time } from "../parts/Time";
import { say } from "../parts/toast";
import { useAction } from "../parts/useAction";
import { useLoad } from "../parts/useLoad";
import { useSession } from "../session";
import { texts } from "../texts";
import { GiveAccess } from "./GiveAccess";
import { LinkDialog } from "./LinkDialog";

const words = texts.contacts;

interface Props {
  contact: Contact;
  onClose: () => void;
  onRemoved: () => void;
}

/** What a contact was given, and by which links the contact comes. */
export function ContactDialog({ contact, onClose, onRemoved }: Props) {
  const { api } = useSession();
  const loaded = useLoad(contact.id, async (signal) => ({ grants: (await api.grants({ contactId: contact.id }, signal)).items, links: (await api.links(contact.id, signal)).items }));
  const [made, setMade] = useState<AccessLink | null>(null);
  const [isRemoving, setRemoving] = useState(false);
  const now = new Date().toISOString();
  const links = loaded.value?.links.filter((link) => !link.revokedAt && link.expiresAt > now);

  const act = useAction(async (action: () => Promise<unknown>) => {
    await action();
    loaded.reload();
  });

  const remove = useAction(async () => {
    await api.removeContact(contact.id);
    onRemoved();
  });

  if (made) {
    return <LinkDialog link={made} onClose={() => setMade(null)} />;
  }

  if (isRemoving) {
    return (
      <Dialog title={words.removeTitle(contact.email)} onClose={() => setRemoving(false)}>
        <p>{words.removeWhat}</p>
        <ProblemNote problem={remove.problem} />
        <footer>
          <button type="button" onClick={() => setRemoving(false)}>{texts.common.cancel}</button>
          <button type="button" class="danger" disabled={remove.isRunning} onClick={() => void remove.run()}>{words.remove}</button>
        </footer>
      </Dialog>
    );
  }

  return (
    <Dialog title={words.details(contact.email)} onClose={onClose}>
      <ProblemNote problem={loaded.problem} retry={loaded.reload} />
      <ProblemNote problem={act.problem} />
      {!loaded.value && <Loading />}
      <h3>{words.grants}</h3>
      {loaded.value?.grants.length === 0 && <p class="muted">{words.noGrants}</p>}
      <ul class="people">
        {loaded.value?.grants.map((grant) => (
          <li key={grant.id}>
            <p>{words.scope[grant.scope]}, {texts.levels[grant.level]}, {grant.expiresAt ? <>{words.until} <Time at={grant.expiresAt} /></> : words.forever}</p>
            <button type="button" class="quiet" onClick={() => void act.run(() => api.removeGrant(grant.id))}>{words.take}</button>
          </li>
        ))}
      </ul>
      <GiveAccess submit={words.give} give={(level, expiresAt) => act.run(() => api.addGrant({ scope: "library", level, contactId: contact.id, expiresAt }))} />
      <h3>{words.links}</h3>
      {links?.length === 0 && <p class="muted">{words.noLinks}</p>}
      <ul class="people">
        {links?.map((link) => (
          <li key={link.id}>
            <p>{words.until} <Time at={link.expiresAt} /></p>
            <button type="button" class="quiet" onClick={() => void act.run(async () => { await api.revokeLink(link.id); say(words.revoked); })}>{words.revoke}</button>
          </li>
        ))}
      </ul>
      <footer>
        <button type="button" class="danger" onClick={() => setRemoving(true)}>{words.remove}</button>
        <button type="button" class="primary" disabled={act.isRunning} onClick={() => void act.run(async () => setMade(await api.addLink(contact.id)))}>{words.newLink}</button>
      </footer>
    </Dialog>
  );
}
