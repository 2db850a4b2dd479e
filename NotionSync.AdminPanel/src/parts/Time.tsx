import { texts } from "../texts";

const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const units: [Intl.RelativeTimeFormatUnit, number][] = [["day", 86_400], ["hour", 3_600], ["minute", 60]];

/** A moment in the reader's zone: near ones as the distance from now, all with the full time as the title. */
export function Time({ at, none = texts.common.never }: { at: string | null | undefined; none?: string }) {
  if (!at) {
    return <span class="muted">{none}</span>;
  }

  const moment = new Date(at);
  return <time dateTime={at} title={absolute.format(moment)}>{near(moment) ?? absolute.format(moment)}</time>;
}

/** The full time, in the reader's zone. */
export function formatMoment(at: string): string {
  return absolute.format(new Date(at));
}

function near(moment: Date): string | null {
  const seconds = (moment.getTime() - Date.now()) / 1000;

  if (Math.abs(seconds) > 6 * 86_400) {
    return null;
  }

  for (const [unit, length] of units) {
    if (Math.abs(seconds) >= length) {
      return relative.format(Math.round(seconds / length), unit);
    }
  }

  return relative.format(0, "minute");
}

export function formatSeconds(seconds: number): string {
  return seconds < 90 ? texts.common.seconds(Math.ceil(seconds)) : seconds < 5_400 ? texts.common.minutes(Math.ceil(seconds / 60)) : texts.common.hours(Math.ceil(seconds / 3_600));
}

const number = new Intl.NumberFormat();

export function formatNumber(value: number): string {
  return number.format(value);
}

export function formatBytes(bytes: number): string {
  const [unit, size] = bytes < 1_000_000 ? ["kilobyte", 1_000] as const : ["megabyte", 1_000_000] as const;
  return new Intl.NumberFormat(undefined, { style: "unit", unit, maximumFractionDigits: 1 }).format(bytes / size);
}
