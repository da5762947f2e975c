import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { BurstSample } from '../../../server/contract/burst.ts';
import { countText } from '../../text/amount-text.ts';
import type { AlignedSample } from './burst-comparison.ts';

export interface RateChart<Data = readonly BurstSample[]> {
  show(data: Data): void;
  remove(): void;
}

const HEIGHT = 256;

/** Four series, told apart by line as well as by colour. It follows the width of its host. */
export function createRateChart(host: HTMLElement, samples: readonly BurstSample[]): RateChart {
  return createChart(host, { series: rateSeries(host), dataOf, data: samples });
}

/** Two runs: the first in full lines, the second dashed; rates in one colour, p95 in another. */
export function createComparisonChart(
  host: HTMLElement,
  rows: readonly AlignedSample[],
): RateChart<readonly AlignedSample[]> {
  const series = [
    {},
    line({ scale: 'rate', stroke: colourOf(host, '--ok'), width: 2, spanGaps: true }),
    line({ scale: 'rate', stroke: colourOf(host, '--ok'), width: 2, dash: [7, 5], spanGaps: true }),
    line({ scale: 'ms', stroke: colourOf(host, '--exposee'), width: 1.5, spanGaps: true }),
    line({
      scale: 'ms',
      stroke: colourOf(host, '--exposee'),
      width: 1.5,
      dash: [2, 4],
      spanGaps: true,
    }),
  ];
  return createChart(host, { series, dataOf: comparisonData, data: rows });
}

function comparisonData(rows: readonly AlignedSample[]): uPlot.AlignedData {
  return [
    rows.map(({ atMs }) => atMs / 1000),
    rows.map(({ left }) => left?.delivered_per_s ?? null),
    rows.map(({ right }) => right?.delivered_per_s ?? null),
    rows.map(({ left }) => left?.p95_ms ?? null),
    rows.map(({ right }) => right?.p95_ms ?? null),
  ];
}

interface ChartContent<Data> {
  readonly series: uPlot.Series[];
  readonly dataOf: (data: Data) => uPlot.AlignedData;
  readonly data: Data;
}

function createChart<Data>(
  host: HTMLElement,
  { series, dataOf: read, data }: ChartContent<Data>,
): RateChart<Data> {
  const plot = new uPlot({ ...optionsFor(host), series }, read(data), host);
  const resize = new ResizeObserver(() => {
    plot.setSize({ width: host.clientWidth, height: HEIGHT });
  });
  resize.observe(host);
  return {
    show: (next) => plot.setData(read(next)),
    remove: () => {
      resize.disconnect();
      plot.destroy();
    },
  };
}

function dataOf(samples: readonly BurstSample[]): uPlot.AlignedData {
  return [
    samples.map(({ at_ms }) => at_ms / 1000),
    samples.map(({ sent_per_s }) => sent_per_s),
    samples.map(({ delivered_per_s }) => delivered_per_s),
    samples.map(({ failed_per_s }) => (failed_per_s > 0 ? failed_per_s : null)),
    samples.map(({ p95_ms }) => p95_ms),
  ];
}

function optionsFor(host: HTMLElement): Omit<uPlot.Options, 'series'> {
  const colour = (name: string) => colourOf(host, name);
  // Its lines are as strong as those of the data there.
  const isForced = matchMedia('(forced-colors: active)').matches;
  const font = `11px ${getComputedStyle(host).fontFamily}`;
  const axis = {
    stroke: colour('--ink-3'),
    font,
    grid: { show: !isForced, stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1, size: 4 },
  };
  return {
    width: host.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false },
      rate: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.1)] },
      ms: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.1)] },
    },
    axes: [
      { ...axis, values: (_plot, splits) => splits.map((value) => `${value} s`) },
      { ...axis, scale: 'rate', size: 56, values: (_plot, splits) => splits.map(perSecondText) },
      {
        ...axis,
        scale: 'ms',
        side: 1,
        size: 60,
        grid: { show: false },
        values: (_plot, splits) => splits.map((value) => `${countText(value)} ms`),
      },
    ],
  };
}

function rateSeries(host: HTMLElement): uPlot.Series[] {
  const colour = (name: string) => colourOf(host, name);
  return [
    {},
    line({ scale: 'rate', stroke: colour('--info'), width: 2 }),
    line({ scale: 'rate', stroke: colour('--ok'), width: 2, dash: [7, 5] }),
    {
      scale: 'rate',
      stroke: colour('--fail'),
      paths: () => null,
      points: { show: true, paths: crosses },
    },
    line({ scale: 'ms', stroke: colour('--exposee'), width: 1.5, dash: [2, 4] }),
  ];
}

/** A canvas knows neither variables nor schemes: the browser says which colour is in force. */
function colourOf(host: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  host.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function line(series: uPlot.Series): uPlot.Series {
  return { ...series, points: { show: false } };
}

function perSecondText(value: number): string {
  return `${countText(value)}/s`;
}

/** An ✕ at each failed stretch of time. */
function crosses(plot: uPlot, seriesIndex: number, from: number, to: number) {
  const path = new Path2D();
  const size = 4 * devicePixelRatio;
  const values = plot.data[seriesIndex] ?? [];
  for (let index = from; index <= to; index += 1) {
    const value = values[index];
    if (typeof value === 'number') {
      const x = plot.valToPos(plot.data[0][index] ?? 0, 'x', true);
      const y = plot.valToPos(value, 'rate', true);
      path.moveTo(x - size, y - size);
      path.lineTo(x + size, y + size);
      path.moveTo(x + size, y - size);
      path.lineTo(x - size, y + size);
    }
  }
  return { stroke: path, flags: 0 };
}
