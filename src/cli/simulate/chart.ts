import type { Comparison, VariantResult } from '../../sim/staffing/compare';
import type { Cell } from '../../measures/cells';
import { rulesOf, valueIn } from '../../sim/staffing/figures';

export interface Times {
  readonly from: number;
  readonly intervalMs: number;
  readonly withinMs: number;
  /** What a clock in the site's time zone shows: `08:30`. */
  readonly shown: (at: number) => string;
}

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly bars: boolean;
  /** The scale ends at least here. */
  readonly least: number;
  /** `null`: nothing came that could be measured. */
  readonly of: (interval: Cell, runs: number) => number | null;
}

const [WIDTH, LEFT, RIGHT, TOP, HEIGHT, GAP] = [900, 64, 20, 62, 120, 52];
const COLOURS = ['#1c6e8c', '#c2571a', '#2e7d4f', '#7a3e9d', '#b02a37', '#4a5568'];
const DASHES = ['', '7 4', '2 3', '10 3 2 3', '5 2', '1 4'];

/** The day as an SVG: calls, service level, mean wait and occupancy by interval, a line for each variant. */
export function chartOf({ variants, runs }: Comparison, times: Times): string {
  const panels = panelsOf(times.withinMs).map((panel, at) => drawnPanel(panel, at, variants, runs));
  const height = TOP + panels.length * (HEIGHT + GAP) + 4;
  const title = `Simulated day: ${variants.map(({ name }) => name).join(' | ')}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="paper" width="${WIDTH}" height="${height}"/>`,
    ...legend(variants),
    ...panels,
    ...panels.map((_, at) => hours(variants[0]?.intervals.length ?? 1, at, times)),
    '</svg>',
    '',
  ].join('\n');
}

const STYLE = `
text{font:12px system-ui,"Segoe UI","DejaVu Sans",sans-serif;fill:#1f2933}.title{font-weight:600}.scale{font-size:11px;fill:#667585}
.paper{fill:#fff}.grid{stroke:#dde3e9}.bar{fill:#c9d6e2}.line{fill:none;stroke-width:2;stroke-linejoin:round}
@media (prefers-color-scheme:dark){text{fill:#dfe5ec}.scale{fill:#93a1b0}.paper{fill:#14181d}.grid{stroke:#2b333c}.bar{fill:#3a4856}}`;

function panelsOf(withinMs: number): readonly Panel[] {
  const rules = rulesOf(withinMs);
  const ofQueues = (name: string, cell: Cell): number | null => valueIn(cell, 'queues', name, rules);
  const percent = (share: number | null): number | null => share && 100 * share;
  return [
    { title: 'Calls', unit: '', bars: true, least: 1, of: (cell, runs) => (ofQueues('offered', cell) ?? 0) / runs },
    {
      title: `Answered within ${withinMs / 1000} s`,
      unit: ' %',
      bars: false,
      least: 100,
      of: (cell) => percent(ofQueues('service_level', cell)),
    },
    {
      title: 'Mean wait of all callers',
      unit: ' s',
      bars: false,
      least: 10,
      of: (cell) => ofQueues('average_wait', cell),
    },
    {
      title: 'Occupancy of agents',
      unit: ' %',
      bars: false,
      least: 100,
      of: (cell) => percent(valueIn(cell, 'agents', 'occupancy', rules)),
    },
  ];
}

function legend(variants: readonly VariantResult[]): string[] {
  const room = (WIDTH - LEFT - RIGHT) / Math.max(1, variants.length);
  const most = Math.max(4, Math.floor(room / 7) - 6);
  return variants.map(({ name }, at) => {
    const x = LEFT + at * room;
    const text = name.length > most ? `${name.slice(0, most)}…` : name;
    return `<g><path class="line" d="M${x} 22h28" ${stroke(at)}/><text x="${x + 36}" y="26">${escaped(text)}</text></g>`;
  });
}

const stroke = (at: number): string =>
  `stroke="${COLOURS[at % COLOURS.length] ?? ''}" stroke-dasharray="${DASHES[at % DASHES.length] ?? ''}"`;

function drawnPanel(panel: Panel, at: number, variants: readonly VariantResult[], runs: number): string {
  const top = TOP + at * (HEIGHT + GAP);
  const lines = variants.map(({ intervals }) => intervals.map((interval) => panel.of(interval, runs)));
  const most = niceAbove(Math.max(panel.least, ...lines.flat().map((value) => value ?? 0)));
  const y = (value: number): number => top + HEIGHT - (value / most) * HEIGHT;
  const scale = [0, 0.5, 1].map((part) => {
    const level = round(y(part * most));
    return `<path class="grid" d="M${LEFT} ${level}H${WIDTH - RIGHT}"/><text class="scale" x="${LEFT - 8}" y="${level + 4}" text-anchor="end">${round(part * most)}${panel.unit}</text>`;
  });
  const drawn = panel.bars ? bars(lines[0] ?? [], y) : lines.map((line, index) => path(line, index, y));
  return `<g><text class="title" x="${LEFT}" y="${top - 10}">${escaped(panel.title)}</text>${scale.join('')}${drawn.join('')}</g>`;
}

const stepOf = (count: number): number => (WIDTH - LEFT - RIGHT) / Math.max(1, count);

const bars = (values: readonly (number | null)[], y: (value: number) => number): string[] =>
  values.map((value, at) => {
    const step = stepOf(values.length);
    const level = y(value ?? 0);
    return `<rect class="bar" x="${round(LEFT + at * step + step * 0.12)}" y="${round(level)}" width="${round(step * 0.76)}" height="${round(y(0) - level)}"/>`;
  });

/** Broken where there is nothing to show; one value alone is a short dash. */
function path(values: readonly (number | null)[], index: number, y: (value: number) => number): string {
  const step = stepOf(values.length);
  let d = '';
  values.forEach((value, at) => {
    if (value === null) return;
    const goesOn = at > 0 && values[at - 1] !== null;
    const alone = !goesOn && (values[at + 1] ?? null) === null;
    const x = LEFT + (at + 0.5) * step;
    d += `${goesOn ? 'L' : 'M'}${round(x)} ${round(y(value))}${alone ? 'h4' : ''}`;
  });
  return `<path class="line" d="${d}" ${stroke(index)}/>`;
}

function hours(count: number, panel: number, { from, intervalMs, shown }: Times): string {
  const step = stepOf(count);
  const every = Math.max(1, Math.ceil(count / 12));
  const y = TOP + panel * (HEIGHT + GAP) + HEIGHT + 16;
  const marks = Array.from({ length: Math.floor(count / every) + 1 }, (_, mark) => mark * every);
  return `<g>${marks
    .map(
      (at) =>
        `<text class="scale" x="${round(LEFT + at * step)}" y="${y}" text-anchor="middle">${shown(from + at * intervalMs)}</text>`,
    )
    .join('')}</g>`;
}

/** 1, 2 or 5 times a power of ten. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((each) => each * power).find((each) => each >= value - 1e-9) ?? value;
}

const round = (value: number): number => Math.round(value * 10) / 10;
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
