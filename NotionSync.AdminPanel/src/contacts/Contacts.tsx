import { useState } from "preact/hooks";
import type { AccessLink, Contact } from "../api/types";
import { Badge } from "../parts/Badge";
import { PageTitle } from "../parts/PageTitle";
import { Loading, ProblemNote } from "../parts/state";
import { say } from "../parts/toast";
import { useAction } from "../parts/useAction";
import { useLoad } from "../parts/useLoad";
import { useSession } from "../session";
import { texts } from "../texts";
import { AddContact } from "./AddContact";
import { ContactDialog } from "./ContactDialog";
import { LinkDialog } from "./LinkDialog";
import { Requests } from "./Requests";

const words = texts.contacts;

export default function Contacts() {
  const { api, mayManage } = useSession();
  const loaded = useLoad("contacts", (signal) => api.contacts(null, signal));
  const [more, setMore] = useState<{ items: Contact[]; cursor: string | null }>({ items: [], cursor: null });
  const [opened, setOpened] = useState<Contact | null>(null);
  const [link, setLink] = useState<AccessLink | null>(null);
  const contacts = [...(loaded.value?.items ?? []), ...more.items];
  const cursor = more.items.length > 0 ? more.cursor : loaded.value?.nextCursor;
  const reload = () => { setMore({ items: [], cursor: null }); loaded.reload(); };

  const change = useAction(async (contact: Contact) => {
    await api.changeContact(contact.id, { state: contact.state === "active" ? "blocked" : "active" });
    reload();
  });

  const loadMore = useAction(async () => {
    const page = await api.contacts(cursor ?? null);
    setMore((before) => ({ items: [...before.items, ...page.items], cursor: page.nextCursor }));
  });

  if (!mayManage) {
    return <><PageTitle title={words.title} /><p class="note note-bad">{texts.problems.byCode("forbidden")}</p></>;
  }

  return (
    <>
      <PageTitle title={words.title} />
      <p class="muted">{words.intro}</p>
      <Requests onApproved={(made) => { setLink(made); reload(); }} />
      <section class="panel" aria-label={words.known}>
        <h2>{words.known}</h2>
        <ProblemNote problem={loaded.problem} retry={reload} />
        <ProblemNote problem={change.problem ?? loadMore.problem} />
        {!loaded.value && loaded.isLoading && <Loading />}
        {loaded.value && contacts.length === 0 && <p class="muted">{words.none}</p>}
        <ul class="people">
          {contacts.map((contact) => (
            <li key={contact.id}>
              <p>
                <strong dir="auto">{contact.name ?? contact.email}</strong>
                <span class="muted" dir="auto">{[contact.name && contact.email, contact.company].filter(Boolean).join(" · ")}</span>
              </p>
              <p>
                {contact.state === "blocked" && <Badge tone="bad">{words.blocked}</Badge>}
                <Badge tone={contact.acceptedNda > 0 ? "good" : "plain"}>{contact.acceptedNda > 0 ? words.ndaAccepted(contact.acceptedNda) : words.ndaMissing}</Badge>
              </p>
              <p class="toolbar">
                <button type="button" aria-label={words.details(contact.email)} onClick={() => setOpened(contact)}>{words.open}</button>
                <button type="button" disabled={change.isRunning} aria-label={`${contact.state === "active" ? words.block : words.unblock} ${contact.email}`} onClick={() => void change.run(contact)}>{contact.state === "active" ? words.block : words.unblock}</button>
              </p>
            </li>
          ))}
        </ul>
        {cursor && <button type="button" onClick={() => void loadMore.run()}>{texts.common.more}</button>}
        <AddContact onAdded={(contact) => { reload(); setOpened(contact); }} />
      </section>
      <p class="muted">{words.ndaIntro} <a href="/settings">{words.ndaSettings}</a></p>
      {opened && <ContactDialog contact={opened} onClose={() => setOpened(null)} onRemoved={() => { setOpened(null); say(words.removed); reload(); }} />}
      {link && <LinkDialog link={link} onClose={() => setLink(null)} />}
    </>
  );
}
