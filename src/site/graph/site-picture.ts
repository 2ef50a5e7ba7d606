import type { Box, Line, Picture, Way } from './picture';
import type { SiteGraph, SitePlace, SiteWay } from './site-graph';

/** So many are written out where several numbers share a box. */
const MOST_NUMBERS = 8;

/** Numbers that lead to the same places are one box: a centre may have hundreds. */
export function pictureOfSite({ places, ways }: SiteGraph): Picture {
  const groups = groupsOf(places, ways);
  const boxOf = new Map(groups.flatMap((group) => group.map(({ id }) => [id, boxId(group)])));
  const drawn = new Map<string, Way>();
  for (const { from: place, to, name } of ways) {
    const from = boxOf.get(place) ?? place;
    const unreached = places.some(({ id, is, reached }) => id === place && is !== 'number' && !reached);
    drawn.set(`${from} ${to} ${name}`, { from: { box: from, line: null }, to, name, weight: null, unreached });
  }
  return {
    title: 'site',
    boxes: [...groups.map(numberBox), ...places.filter(({ is }) => is !== 'number').map(placeBox)],
    ways: [...drawn.values()],
  };
}

function groupsOf(places: readonly SitePlace[], ways: readonly SiteWay[]): readonly (readonly SitePlace[])[] {
  const groups = new Map<string, SitePlace[]>();
  for (const number of places.filter(({ is }) => is === 'number')) {
    const leads = ways.filter(({ from }) => from === number.id).map(({ to, name }) => `${to} ${name}`);
    const key = leads.sort().join('\n');
    groups.set(key, [...(groups.get(key) ?? []), number]);
  }
  return [...groups.values()];
}

const boxId = (group: readonly SitePlace[]): string => group[0]?.id ?? '';

function numberBox(group: readonly SitePlace[]): Box {
  const [only, ...others] = group;
  const box = { id: boxId(group), is: 'number', unreached: false, first: true } as const;
  if (others.length === 0) return { ...box, title: only?.name ?? '', note: only?.about ?? '', lines: [] };
  const lines = group.slice(0, MOST_NUMBERS).map(({ id, name, about }) => line(id, `${name}  ${about}`.trimEnd()));
  const more = group.length - MOST_NUMBERS;
  return {
    ...box,
    title: `${group.length} numbers`,
    note: '',
    lines: more > 0 ? [...lines, line('more', `and ${more} more`)] : lines,
  };
}

const placeBox = ({ id, is, name, about, reached }: SitePlace): Box => ({
  id,
  is,
  title: name,
  note: reached ? (about.toLowerCase() === name.toLowerCase() ? '' : about) : 'not reached',
  unreached: !reached,
  first: false,
  lines: [],
});

const line = (id: string, text: string): Line => ({
  id,
  is: 'text',
  word: '',
  group: null,
  text,
  depth: 0,
  unreached: false,
  out: null,
});
