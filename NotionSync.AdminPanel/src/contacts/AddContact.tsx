import { useState } from "preact/hooks";
import type { Contact } from "../api/types";
import { ProblemNote } from "../parts/state";
import { useAction } from "../parts/useAction";
import { useSession } from "../session";
import { texts } from "../texts";

const words = texts.contacts;

export function AddContact({ onAdded }: { onAdded: (contact: Contact) => void }) {
  const { api } = useSession();
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [company, setCompany] = useState("");

  const add = useAction(async () => {
    const contact = await api.addContact({ email: email.trim(), name: name.trim() || undefined, company: company.trim() || undefined });
    setEmail("");
    setName("");
    setCompany("");
    onAdded(contact);
  });

  return (
    <details>
      <summary>{words.add}</summary>
      <form class="filters" onSubmit={(event) => { event.preventDefault(); void add.run(); }}>
        <label class="field grow">{words.email}<input type="email" required maxLength={254} value={email} onInput={(event) => setEmail(event.currentTarget.value)} /></label>
        <label class="field grow">{words.name}<input type="text" maxLength={200} value={name} onInput={(event) => setName(event.currentTarget.value)} /></label>
        <label class="field grow">{words.company}<input type="text" maxLength={200} value={company} onInput={(event) => setCompany(event.currentTarget.value)} /></label>
        <button type="submit" class="primary" disabled={add.isRunning}>{words.addShort}</button>
        <ProblemNote problem={add.problem} />
      </form>
    </details>
  );
}
