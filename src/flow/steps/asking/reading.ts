/**
 * What the keys typed so far come to (VoiceXML 2.0, appendix D). `answer` is complete and takes so many keys from the
 * front; `full` could only be followed by the end key; `more` may be followed by another key; `wrong` cannot become an
 * answer any more; `repeat` asks to hear the question again; `escape` leads out of it (see `escaping.ts`).
 */
export type Reading =
  | { readonly is: 'more' }
  | { readonly is: 'answer' | 'full'; readonly answer: string; readonly takes: number }
  | { readonly is: 'wrong'; readonly keys: string }
  | { readonly is: 'repeat' }
  | { readonly is: 'escape'; readonly keys: string; readonly takes: number };

const MORE: Reading = { is: 'more' };
const REPEAT: Reading = { is: 'repeat' };

const answered = (answer: string, takes = answer.length): Reading => ({ is: 'answer', answer, takes });

export interface DigitsWanted {
  readonly max: number;
  /** Ends the input and is no part of it; '' for none. */
  readonly end: string;
  readonly repeat: string;
  /** Places after the decimal point (the key `*`), 0 for whole numbers. */
  readonly decimals: number;
}

/** Reads digits; how many are too few is for whoever checks the answer. `paused`: nothing more comes. */
export function readDigits(wanted: DigitsWanted, typed: string, paused: boolean): Reading {
  let digits = 0;
  let point = -1;
  const complete = (): boolean => digits >= wanted.max || (point >= 0 && digits - point >= wanted.decimals);
  for (const [index, key] of Array.from(typed).entries()) {
    const before = typed.slice(0, index);
    if (key === wanted.end) return answered(before, index + 1);
    if (key === wanted.repeat) return REPEAT;
    if (digits > 0 && complete()) return answered(before);
    if (key === '*' && wanted.decimals > 0 && point < 0) point = digits;
    else if (/\d/.test(key)) digits++;
    else return { is: 'wrong', keys: typed.slice(0, index + 1) };
  }
  if (digits > 0 && complete())
    return wanted.end === '' ? answered(typed) : { is: 'full', answer: typed, takes: typed.length };
  return paused ? answered(typed) : MORE;
}

export interface EntriesWanted {
  has(keys: string): boolean;
  /** Whether an entry begins with these keys and goes on. */
  goesOn(keys: string): boolean;
  readonly end: string;
  readonly repeat: string;
}

/** Reads one of several entries. Where 1 and 12 are both entries, 1 waits for a possible 2. */
export function readEntry(wanted: EntriesWanted, typed: string, paused: boolean): Reading {
  if (wanted.repeat !== '' && typed.startsWith(wanted.repeat)) return REPEAT;
  for (let takes = 1; takes <= typed.length; takes++) {
    const keys = typed.slice(0, takes);
    if (takes > 1 && keys.at(-1) === wanted.end) return oneOf(wanted, keys.slice(0, -1), takes);
    if (!wanted.goesOn(keys)) return oneOf(wanted, keys, takes);
  }
  return paused ? oneOf(wanted, typed, typed.length) : MORE;
}

const oneOf = (wanted: EntriesWanted, keys: string, takes: number): Reading =>
  wanted.has(keys) ? answered(keys, takes) : { is: 'wrong', keys };

/** The entries of a fixed set, such as the keys of a menu. */
export function entriesOf(names: Iterable<string>): Pick<EntriesWanted, 'has' | 'goesOn'> {
  const whole = new Set(names);
  const beginnings = new Set<string>();
  for (const name of whole) for (let length = 1; length < name.length; length++) beginnings.add(name.slice(0, length));
  return { has: (keys) => whole.has(keys), goesOn: (keys) => beginnings.has(keys) };
}
