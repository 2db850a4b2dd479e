import { useState } from "preact/hooks";
import { ProblemNote } from "../parts/state";
import { useAction } from "../parts/useAction";
import { texts } from "../texts";
import type { PublicApi } from "./api";

const words = texts.trust;

export function RequestAccess({ api }: { api: PublicApi }) {
  const [form, setForm] = useState({ email: "", name: "", company: "", message: "" });
  const [isSent, setSent] = useState(false);
  const set = (name: keyof typeof form) => (event: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) => setForm({ ...form, [name]: event.currentTarget.value });

  const send = useAction(async () => {
    await api.requestAccess({ email: form.email.trim(), name: form.name.trim() || undefined, company: form.company.trim() || undefined, message: form.message.trim() || undefined });
    setSent(true);
  });

  return (
    <section class="panel" aria-label={words.request}>
      <h2>{words.request}</h2>
      {isSent ? <p role="status">{words.sent}</p> : (
        <form class="narrow" onSubmit={(event) => { event.preventDefault(); void send.run(); }}>
          <p class="muted">{words.locked} {words.requestIntro}</p>
          <label class="field">{texts.contacts.email}<input type="email" required autocomplete="email" maxLength={254} value={form.email} onInput={set("email")} /></label>
          <label class="field">{texts.contacts.name}<input type="text" autocomplete="name" maxLength={200} value={form.name} onInput={set("name")} /></label>
          <label class="field">{texts.contacts.company}<input type="text" autocomplete="organization" maxLength={200} value={form.company} onInput={set("company")} /></label>
          <label class="field">{words.message}<textarea rows={3} maxLength={1000} value={form.message} onInput={set("message")} /></label>
          <ProblemNote problem={send.problem} />
          <button type="submit" class="primary" disabled={send.isRunning}>{words.send}</button>
        </form>
      )}
    </section>
  );
}
