import type { AuditEntry } from "../api/types";
import { formatMoment, Time } from "../parts/Time";
import { texts } from "../texts";

const words = texts.audit;

/** What happened, to what, by whom and when. The code of it, which exports name, is its title. */
export function Entry({ entry, ofSubject }: { entry: AuditEntry; ofSubject?: boolean }) {
  const details = describe(entry);

  return (
    <li>
      <div>
        <strong title={entry.action}>{words.actions[entry.action] ?? entry.action}</strong>
        {!ofSubject && <> · <Subject subject={entry.subject} /></>}
        {details && <small dir="auto">{details}</small>}
      </div>
      <div class="when"><Time at={entry.at} /> <small><Actor actor={entry.actor} /></small></div>
    </li>
  );
}

function Subject({ subject }: { subject: string }) {
  const [kind, id] = split(subject);
  return kind === "document" ? <a href={`/documents/${id}`}>{words.kinds[kind]} <code>{id}</code></a> : <>{words.kinds[kind] ?? kind} {id && <code>{id}</code>}</>;
}

function Actor({ actor }: { actor: string }) {
  const [kind, id] = split(actor);
  return kind === "user" ? <>{id}</> : kind === "run" ? <a href={`/runs/${id}`}>{words.kinds["run"]}</a> : <>{words.kinds[kind] ?? kind} {id && <code>{id}</code>}</>;
}

function split(text: string): [string, string] {
  const at = text.indexOf(":");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function describe(entry: AuditEntry): string {
  return Object.entries(entry.details)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${words.details[name] ?? name}: ${inWords(value)}`)
    .join(" · ");
}

function inWords(value: string): string {
  return /^\d{4}-\d\d-\d\dT/.test(value) ? formatMoment(value) : words.values[value] ?? value;
}
