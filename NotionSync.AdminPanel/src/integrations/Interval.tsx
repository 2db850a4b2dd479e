import type { Connection } from "../api/types";
import { texts } from "../texts";

const intervals = [1, 3, 4, 6, 12, 24];

interface Props {
  connection: Connection;
  isDisabled: boolean;
  onChange: (autoSync: Connection["autoSync"]) => Promise<void>;
}

/** How often a connection is synced. */
export function Interval({ connection: { autoSync }, isDisabled, onChange }: Props) {
  return (
    <label class="inline">
      {texts.integrations.interval}
      <select value={autoSync.intervalHours} disabled={isDisabled} onChange={(event) => void onChange({ ...autoSync, intervalHours: Number(event.currentTarget.value) })}>
        {intervals.map((hours) => <option key={hours} value={hours}>{texts.common.hours(hours)}</option>)}
      </select>
    </label>
  );
}
