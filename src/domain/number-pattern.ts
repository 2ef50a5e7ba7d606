/** Numbers of one kind: at each place one of these digits, and with `open` one digit or more behind them. */
interface Block {
  readonly places: readonly string[];
  readonly open: boolean;
}

/** Several numbers, as an entry of numbers.yaml names them: `7495123XXXX`, `74951234500..74951234599`. */
export interface NumberPattern {
  readonly written: string;
  readonly blocks: readonly Block[];
  /** How many numbers there are; the fewest are the most specific. */
  readonly size: number;
}

/** As in Asterisk's dialplan: `X` any digit, `Z` 1–9, `N` 2–9, `[1-5]` one of these, a `.` at the end one digit or more. */
const PATTERN = /^(?:[0-9*#XZN]|\[(?:[0-9]-[0-9]|[0-9])+\])+\.?$/;
const WILDCARD = /[XZN[.]/;
const CLASSES: Readonly<Record<string, string>> = { X: '0123456789', Z: '123456789', N: '23456789' };
const LONGEST = 32;

/** `undefined` when it is no pattern: a plain number, or nothing of the kind. */
export function patternOf(text: string): NumberPattern | undefined {
  if (!PATTERN.test(text) || !WILDCARD.test(text)) return undefined;
  const open = text.endsWith('.');
  const places = (text.match(/\[[^\]]*\]|[^[.]/g) ?? []).map(digitsOf);
  return places.includes('') ? undefined : made(text, [{ places, open }]);
}

/** All numbers from one to the other, both of as many digits. */
export function rangeOf(text: string, from: string, to: string): NumberPattern | undefined {
  if (!/^\d+$/.test(from) || !/^\d+$/.test(to) || from.length !== to.length || from > to) return undefined;
  return made(text, blocksBetween(from, to));
}

export const fits = ({ blocks }: NumberPattern, number: string): boolean =>
  blocks.some(
    ({ places, open }) =>
      (open ? /^\d+$/.test(number.slice(places.length)) : number.length === places.length) &&
      places.every((digits, index) => digits.includes(number.charAt(index))),
  );

/** Some number fits both, and neither lies within the other: which one is meant does not show. */
export const collide = (one: NumberPattern, other: NumberPattern): boolean =>
  one.blocks.some((each) => other.blocks.some((against) => overlap(each, against))) &&
  (one.size === other.size || !(one.size < other.size ? within(one, other) : within(other, one)));

function made(written: string, blocks: readonly Block[]): NumberPattern {
  const size = blocks.reduce((sum, block) => sum + sizeOf(block), 0);
  return { written, blocks, size };
}

const sizeOf = ({ places, open }: Block): number =>
  places.reduce((product, { length }) => product * length, 1) * (open ? 10 ** (LONGEST - places.length) : 1);

function digitsOf(place: string): string {
  if (!place.startsWith('[')) return CLASSES[place] ?? place;
  const digits = place
    .slice(1, -1)
    .replace(/(\d)-(\d)/g, (_, from: string, to: string) => '0123456789'.slice(Number(from), Number(to) + 1));
  return [...new Set(digits)].join('');
}

const sharesDigit = (one: string, other: string): boolean => Array.from(one).some((digit) => other.includes(digit));

function overlap(one: Block, other: Block): boolean {
  const [short, long] = one.places.length <= other.places.length ? [one, other] : [other, one];
  const reaches = short.open
    ? long.places.length > short.places.length || long.open
    : short.places.length === long.places.length && !long.open;
  return reaches && short.places.every((digits, index) => sharesDigit(digits, long.places[index] ?? ''));
}

/** Every block of it lies in one of the other's. */
const within = (inner: NumberPattern, outer: NumberPattern): boolean =>
  inner.blocks.every((block) => outer.blocks.some((around) => isIn(block, around)));

function isIn(block: Block, around: Block): boolean {
  const { length } = around.places;
  const reaches = around.open
    ? block.places.length > length || (block.open && block.places.length === length)
    : !block.open && block.places.length === length;
  return (
    reaches &&
    around.places.every((digits, index) =>
      Array.from(block.places[index] ?? '').every((digit) => digits.includes(digit)),
    )
  );
}

/** `4500..4731` as `45XX`, `46XX`, `47[0-2]X`, `473[0-1]`: what stands before the first digit that differs, and then each side. */
function blocksBetween(from: string, to: string): readonly Block[] {
  const rest = from.length - 1;
  if (from === '') return [{ places: [], open: false }];
  const first = from.charAt(0);
  const last = to.charAt(0);
  const behind = (digits: string, blocks: readonly Block[]): readonly Block[] =>
    blocks.map(({ places, open }) => ({ places: [digits, ...places], open }));
  if (first === last) return behind(first, blocksBetween(from.slice(1), to.slice(1)));
  const low = from.slice(1) === '0'.repeat(rest) ? Number(first) : Number(first) + 1;
  const high = to.slice(1) === '9'.repeat(rest) ? Number(last) : Number(last) - 1;
  const middle = '0123456789'.slice(low, high + 1);
  const anything: Block = { places: Array<string>(rest).fill('0123456789'), open: false };
  return [
    ...(low > Number(first) ? behind(first, blocksBetween(from.slice(1), '9'.repeat(rest))) : []),
    ...(middle === '' ? [] : behind(middle, [anything])),
    ...(high < Number(last) ? behind(last, blocksBetween('0'.repeat(rest), to.slice(1))) : []),
  ];
}
