import { useEffect, useState } from "preact/hooks";
import type { TenantSettings } from "../api/types";
import { PageTitle } from "../parts/PageTitle";
import { Loading, ProblemNote } from "../parts/state";
import { say } from "../parts/toast";
import { useAction } from "../parts/useAction";
import { useLoad } from "../parts/useLoad";
import { useSession } from "../session";
import { texts } from "../texts";
import { NdaPanel } from "./NdaPanel";
import { Syncing } from "./Syncing";

const words = texts.settings;

export default function Settings() {
  const { api, mayAdminister, mayManage } = useSession();
  const loaded = useLoad("settings", (signal) => api.settings(signal));

  return (
    <>
      <PageTitle title={words.title} />
      <ProblemNote problem={loaded.problem} retry={loaded.reload} />
      {!loaded.value && loaded.isLoading && <Loading />}
      {!mayAdminister && <p class="note note-warn">{words.onlyAdmin}</p>}
      <Syncing isDisabled={!mayAdminister} />
      {loaded.value && <Form settings={loaded.value} onSaved={loaded.set} isDisabled={!mayAdminister} />}
      {mayManage && <NdaPanel />}
    </>
  );
}

interface Props {
  settings: TenantSettings;
  onSaved: (settings: TenantSettings) => void;
  isDisabled: boolean;
}

function Form({ settings, onSaved, isDisabled }: Props) {
  const { api } = useSession();
  const [draft, setDraft] = useState(settings);
  const set = (change: Partial<TenantSettings>) => setDraft((before) => ({ ...before, ...change }));
  useEffect(() => setDraft(settings), [settings]);

  const save = useAction(async () => {
    const { publishChanges, absentSources, keepVersions, keepVersionsForDays } = draft;
    onSaved(await api.changeSettings({ publishChanges, absentSources, keepVersions, keepVersionsForDays: keepVersionsForDays ?? 0 }));
    say(words.saved);
  });

  return (
    <form class="panel settings" onSubmit={(event) => { event.preventDefault(); void save.run(); }}>
      <h2>{words.library}</h2>
      <fieldset disabled={isDisabled}>
        <Choice legend={words.review} hint={words.reviewHint} name="publishChanges" options={words.publishChanges} value={draft.publishChanges} onChange={(publishChanges) => set({ publishChanges })} />
        <Choice legend={words.absent} name="absentSources" options={words.absentSources} value={draft.absentSources} onChange={(absentSources) => set({ absentSources })} />
        <label class="field">
          {words.keepVersions}
          <input type="number" min={1} max={1000} required value={draft.keepVersions} onInput={(event) => set({ keepVersions: event.currentTarget.valueAsNumber })} />
        </label>
        <label class="field">
          {words.keepDays}
          <input type="number" min={1} max={36500} value={draft.keepVersionsForDays ?? ""} onInput={(event) => set({ keepVersionsForDays: event.currentTarget.value ? event.currentTarget.valueAsNumber : null })} />
        </label>
        <ProblemNote problem={save.problem} />
        {!isDisabled && <button type="submit" class="primary" disabled={save.isRunning}>{words.save}</button>}
      </fieldset>
    </form>
  );
}

interface ChoiceProps<T extends string> {
  legend: string;
  hint?: string;
  name: string;
  options: Record<T, string>;
  value: T;
  onChange: (value: T) => void;
}

function Choice<T extends string>({ legend, hint, name, options, value, onChange }: ChoiceProps<T>) {
  return (
    <fieldset class="choices">
      <legend><strong>{legend}</strong>{hint && <small>{hint}</small>}</legend>
      {(Object.keys(options) as T[]).map((each) => (
        <label key={each}>
          <input type="radio" name={name} checked={value === each} onChange={() => onChange(each)} />
          <span>{options[each]}</span>
        </label>
      ))}
    </fieldset>
  );
}
