import type { FlowGraph, GraphStep } from './flow-graph';
import type { SiteGraph } from './site-graph';

/** A flow for Mermaid, which GitHub and many wikis draw by themselves. */
export function mermaidOfFlow({ labels }: FlowGraph): string {
  let ends = 0;
  const lines = ['flowchart LR'];
  for (const { name, entry, reached, visits, steps } of labels) {
    const title = [
      name,
      ...(entry.length > 0 ? [`(${entry.join(', ')})`] : []),
      ...(visits === null ? [] : [`· ${visits}`]),
    ];
    const text = [`<b>${escaped(title.join(' '))}</b>`, ...steps.map(lineOf)].join('<br/>');
    lines.push(`  ${idOf(name)}["${text}"]${reached ? '' : ':::unreached'}`);
    for (const { exits } of steps)
      for (const { names, to, count } of exits) {
        const said = [names.join(', '), ...(count === null ? [] : [`${count}`])]
          .filter((part) => part !== '')
          .join(' · ');
        const target = to === null ? `end${(ends += 1)}((" "))` : idOf(to);
        lines.push(`  ${idOf(name)} -->${named(said)} ${target}`);
      }
  }
  return [...lines, UNREACHED, ''].join('\n');
}

export function mermaidOfSite({ places, ways }: SiteGraph): string {
  const ids = new Map(places.map(({ id }, at) => [id, `p${at}`]));
  const idOfPlace = (id: string): string => ids.get(id) ?? '';
  const shapes = { number: ['([', '])'], flow: ['[', ']'], queue: ['[[', ']]'] } as const;
  return [
    'flowchart LR',
    ...places.map(({ id, is, name, about, reached }) => {
      const [open, close] = shapes[is];
      const text = [name, ...(about === '' || about === name ? [] : [about])].map(escaped).join('<br/>');
      return `  ${idOfPlace(id)}${open}"${text}"${close}${reached ? '' : ':::unreached'}`;
    }),
    ...ways.map(({ from, to, name }) => `  ${idOfPlace(from)} -->${named(name)} ${idOfPlace(to)}`),
    UNREACHED,
    '',
  ].join('\n');
}

const UNREACHED = '  classDef unreached stroke-dasharray: 5 4,opacity:0.6';
const named = (name: string): string => (name === '' ? '' : `|"${escaped(name)}"|`);

/** A label may be called `end` or `graph`, which are words of Mermaid. */
const idOf = (label: string): string => `label_${label}`;

function lineOf({ kind, gist, depth, block, ends }: GraphStep): string {
  const indent = '&nbsp;&nbsp;'.repeat(depth);
  return `${indent}${block === null ? '' : `${escaped(block)}: `}${escaped(gist === '' ? kind : `${kind} ${gist}`)}${ends ? ' ◉' : ''}`;
}

/** Mermaid reads quotes, angles and hashes in texts as its own; entities are written with #. */
const escaped = (text: string): string =>
  text.replaceAll(/[#&<>"`\\{}|[\]]/g, (sign) => `#${sign.codePointAt(0) ?? 0};`).replaceAll(/\s+/g, ' ');
