import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useEffect, useRef } from "preact/hooks";
import type { Run } from "../api/types";
import { formatMoment, formatNumber } from "../parts/Time";
import { texts } from "../texts";
import { doneOf } from "./RunProgress";

const words = texts.runs;
const day = 86_400;
const seconds = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const hours = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const days = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

/** Pages and requests of the last runs, oldest first; as a table, too, for those who do not see the chart. */
export default function Chart({ runs }: { runs: Run[] }) {
  const place = useRef<HTMLDivElement>(null);
  const shown = runs.slice(0, 100).toReversed();
  const pages = shown.map(doneOf);
  const calls = shown.map((run) => run.calls.made);
  const data = JSON.stringify([shown.map((run) => Date.parse(run.startedAt) / 1000), pages, calls]);

  useEffect(() => {
    const element = place.current!;
    const style = getComputedStyle(element);
    const [times] = JSON.parse(data) as [number[]];
    const span = times.at(-1)! - times[0]!;
    const format = span < day / 24 ? seconds : span < day ? hours : days;
    const axis = { stroke: style.getPropertyValue("--muted"), grid: { stroke: style.getPropertyValue("--line"), width: 1 } };

    const chart = new uPlot(
      {
        width: element.clientWidth,
        height: 200,
        legend: { live: false },
        cursor: { show: false },
        series: [
          { label: words.chartTime },
          { label: words.chartPages, stroke: style.getPropertyValue("--accent"), width: 2, points: { show: true, size: 6 } },
          { label: words.chartCalls, stroke: style.getPropertyValue("--warn"), width: 2, dash: [6, 4], points: { show: true, size: 6 } },
        ],
        axes: [{ ...axis, space: 80, values: (_: uPlot, splits: number[]) => splits.map((split) => format.format(split * 1000)) }, axis],
      },
      JSON.parse(data) as uPlot.AlignedData,
      element,
    );

    const size = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: 200 }));
    size.observe(element);

    return () => {
      size.disconnect();
      chart.destroy();
    };
  }, [data]);

  return (
    <figure class="chart">
      <figcaption>
        <h2>{words.chartTitle}</h2>
        <p class="muted">{words.chartSummary(shown.length, formatNumber(sum(pages)), formatNumber(sum(calls)))}</p>
      </figcaption>
      <div ref={place} aria-hidden="true" />
      <details>
        <summary>{words.chartTable}</summary>
        <div class="chart-table" tabIndex={0} role="region" aria-label={words.chartTitle}>
          <table>
            <thead><tr><th scope="col">{words.columns.started}</th><th scope="col">{words.columns.run}</th><th scope="col">{words.columns.pages}</th><th scope="col">{words.columns.calls}</th></tr></thead>
            <tbody>
              {shown.toReversed().map((run) => (
                <tr key={run.id}><th scope="row">{formatMoment(run.startedAt)}</th><td>{words.kind[run.kind]}</td><td>{formatNumber(doneOf(run))}</td><td>{formatNumber(run.calls.made)}</td></tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
