import { boxHeight, middleOf, type Drawing, type Point } from './layout';
import { HEADER, INDENT, LINE, shownText } from './measures';
import type { Line } from './picture';

/** A drawing as SVG: no script, no font of its own, nothing from elsewhere; dark where whoever looks likes it dark. */
export function svgOf(drawing: Drawing): string {
  const { title, width, height, boxes, ways } = drawing;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7.4" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path class="tip" d="M0 .8 7.6 4 0 7.2z"/></marker></defs>',
    `<rect class="paper" width="${width}" height="${height}"/>`,
    ...ways.map(drawnWay),
    ...boxes.map(drawnBox),
    '</svg>',
    '',
  ].join('\n');
}

const STYLE = `
text{font:12px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#1f2933;white-space:pre}
.title{font:600 13px system-ui,"Segoe UI","DejaVu Sans",sans-serif}
.note,.name{font:11px system-ui,"Segoe UI","DejaVu Sans",sans-serif;fill:#667585}
.paper{fill:#fff}.box{fill:#fff;stroke:#b8c2cc}.head{fill:#eef2f6}
.first .head{fill:#d8ecdd}.flow .box{stroke:#7f9cc7}.flow .head{fill:#e1eaf8}.queue .head{fill:#fbe9d5}.queue .box{stroke:#d9a566}
.unreached .box{stroke-dasharray:5 4}.faded{opacity:.5}
.exit,.block{fill:#667585}.end{fill:#fff;stroke:#8795a1;stroke-width:1.4}.dot{fill:#8795a1}
.way{fill:none;stroke:#7b8794;stroke-width:1.3}.guide{stroke:#7b8794;opacity:.4}.tip{fill:#7b8794}
.talk{fill:#1c6e8c}.ask{fill:#7a3e9d}.know{fill:#2e6b34}.decide{fill:#9a5b00}.reach{fill:#b02a37}.flow-step{fill:#4a5568}
.talk,.ask,.know,.decide,.reach,.flow-step{font-weight:600}
@media (prefers-color-scheme:dark){
text{fill:#dfe5ec}.note,.name,.exit,.block{fill:#93a1b0}
.paper{fill:#14181d}.box{fill:#1c2229;stroke:#46525f}.head{fill:#27303a}
.first .head{fill:#1f3d2a}.flow .box{stroke:#4f6b96}.flow .head{fill:#22324b}.queue .head{fill:#45301a}.queue .box{stroke:#8f6a3a}
.end{fill:#14181d;stroke:#93a1b0}.dot{fill:#93a1b0}.way{stroke:#7b8a99}.tip{fill:#7b8a99}
.talk{fill:#6cc4e0}.ask{fill:#cf9bea}.know{fill:#86cf8e}.decide{fill:#e9b45c}.reach{fill:#f08a93}.flow-step{fill:#a9b5c2}
}`;

function drawnWay({ points, label, name, weight, unreached }: Drawing['ways'][number]): string {
  const width = weight === null ? '' : ` style="stroke-width:${round(1 + 4 * weight)}px"`;
  const path = `<path class="way" d="${rounded(points)}" marker-end="url(#tip)"${width}/>`;
  const said = label
    ? `<text class="name" x="${round(label.x)}" y="${round(label.y + 11)}">${escaped(name)}</text>`
    : '';
  return `<g${unreached ? ' class="faded"' : ''}>${path}${said}</g>`;
}

function drawnBox(box: Drawing['boxes'][number]): string {
  const { x, y, width, title, note, first, unreached, lines } = box;
  const height = boxHeight(box);
  const classes = [box.is, ...(first ? ['first'] : []), ...(unreached ? ['unreached'] : [])].join(' ');
  return [
    `<g class="${classes}" transform="translate(${round(x)} ${round(y)})">`,
    `<rect class="box" width="${width}" height="${height}" rx="6"/>`,
    `<path class="head" d="${headerPath(width, lines.length === 0)}"/>`,
    `<rect class="box" width="${width}" height="${height}" rx="6" style="fill:none"/>`,
    `<text class="title" x="12" y="18">${escaped(title)}</text>`,
    note === '' ? '' : `<text class="note" x="${width - 12}" y="17.5" text-anchor="end">${escaped(note)}</text>`,
    ...lines.map((line, at) => drawnLine(line, at, width)),
    '</g>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

const headerPath = (width: number, whole: boolean): string =>
  `M6 0H${width - 6}a6 6 0 0 1 6 6V${whole ? HEADER - 6 : HEADER}${whole ? 'a6 6 0 0 1 -6 6H6a6 6 0 0 1 -6 -6' : 'H0'}V6a6 6 0 0 1 6 -6z`;

function drawnLine(line: Line, at: number, width: number): string {
  const y = middleOf(at);
  return `<g${line.unreached ? ' class="faded"' : ''}>${guideOf(line, y)}${textOf(line, y, width)}${outOf(line, y, width)}</g>`;
}

function textOf(line: Line, y: number, width: number): string {
  const { is, word, group, text, depth } = line;
  const shown = shownText(line);
  if (is === 'exit')
    return `<text class="exit" x="${width - 12}" y="${y + 4}" text-anchor="end">${escaped(shown)}</text>`;
  const full = shown === text ? '' : `<title>${escaped(text)}</title>`;
  const first =
    group === null
      ? escaped(word)
      : `<tspan class="${group === 'flow' ? 'flow-step' : group}">${escaped(word)}</tspan>`;
  const between = word !== '' && shown !== '' ? ' ' : '';
  const style = is === 'block' ? ' class="block"' : '';
  return `<text${style} x="${round(12 + depth * INDENT)}" y="${y + 4}">${full}${first}${between}${escaped(shown)}</text>`;
}

/** A thin line along the steps of a block. */
const guideOf = ({ is, depth }: Line, y: number): string =>
  depth < 1 || is === 'block' ? '' : `<path class="guide" d="M${round(4 + depth * INDENT)} ${y - LINE / 2}v${LINE}"/>`;

function outOf({ out }: Line, y: number, width: number): string {
  if (out === null) return '';
  const dot = `<circle class="dot" cx="${width}" cy="${y}" r="2.4"/>`;
  return out === 'way' ? dot : `<circle class="end" cx="${width}" cy="${y}" r="5.5"/>${dot}`;
}

/** A way along its corners, which are a little round. */
function rounded(points: readonly Point[]): string {
  const [start, ...rest] = points;
  if (!start) return '';
  let path = `M${round(start.x)} ${round(start.y)}`;
  let before = start;
  rest.forEach((corner, at) => {
    const after = rest[at + 1];
    if (!after) {
      path += `L${round(corner.x)} ${round(corner.y)}`;
      return;
    }
    const into = towards(corner, before);
    const outOf = towards(corner, after);
    path += `L${round(into.x)} ${round(into.y)}Q${round(corner.x)} ${round(corner.y)} ${round(outOf.x)} ${round(outOf.y)}`;
    before = corner;
  });
  return path;
}

function towards(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = length === 0 ? 0 : Math.min(6, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

const round = (value: number): number => Math.round(value * 10) / 10;

const escaped = (text: string): string =>
  text
    // eslint-disable-next-line no-control-regex -- XML allows none of them
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
