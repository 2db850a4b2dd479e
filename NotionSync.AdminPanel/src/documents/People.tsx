import type { DocumentInfo } from "../api/types";
import { Badge } from "../parts/Badge";
import { Loading, ProblemNote } from "../parts/state";
import { Time } from "../parts/Time";
import { useLoad } from "../parts/useLoad";
import { useSession } from "../session";
import { texts } from "../texts";

const words = texts.documents;

/** Which contacts were given this very document, and whether they accepted the NDA. */
export function People({ document }: { document: DocumentInfo }) {
  const { api } = useSession();

  const loaded = useLoad(`people ${document.id}`, async (signal) => {
    const grants = await api.grants({ documentId: document.id }, signal);
    return Promise.all(grants.items.map(async (grant) => ({ grant, contact: grant.contactId ? await api.contact(grant.contactId, signal) : null })));
  });

  return (
    <section class="panel" aria-label={words.people}>
      <h2>{words.people}</h2>
      <p class="muted">{texts.levelHints[document.accessLevel]}</p>
      <ProblemNote problem={loaded.problem} retry={loaded.reload} />
      {!loaded.value && loaded.isLoading && <Loading />}
      <ul class="plain">
        {loaded.value?.map(({ grant, contact }) => (
          <li key={grant.id}>
            <span dir="auto">{contact?.name ?? contact?.email ?? words.group}</span>{" "}
            {contact && <Badge tone={contact.acceptedNda > 0 ? "good" : "plain"}>{contact.acceptedNda > 0 ? texts.contacts.ndaAccepted(contact.acceptedNda) : texts.contacts.ndaMissing}</Badge>}
            {grant.expiresAt && <small>{texts.contacts.until} <Time at={grant.expiresAt} /></small>}
          </li>
        ))}
      </ul>
      <p><a href="/contacts">{words.toContacts}</a></p>
    </section>
  );
}
