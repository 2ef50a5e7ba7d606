import type { Media } from '../../domain/call';
import { saysNumber } from '../../flow/saying/sayings';
import type { Heard } from '../caller';
import type { Sound } from './story';

/** How far the heard things agree with a pattern. */
export type Match =
  /** All of it; the next thing to be heard has this index. */
  | { readonly is: 'met'; readonly next: number }
  /** So far. */
  | { readonly is: 'not-yet' }
  /** Something else was heard at this index, where the pattern had this. */
  | { readonly is: 'wrong'; readonly index: number; readonly expected: Sound };

export interface Pattern {
  readonly sounds: readonly Sound[];
  /** Whether the last of them must have ended, or only begun. */
  readonly ended: boolean;
}

/**
 * Compares what was heard from `from` on. What began before `free` may be left out at the beginning: it was heard while the
 * story waited or did something else.
 */
export function compare(heard: readonly Heard[], pattern: Pattern, from: number, free: number): Match {
  let furthest: Match = { is: 'not-yet' };
  for (let start = from; start <= Math.max(from, free); start++) {
    const match = matchFrom(heard, pattern, start, 0);
    if (match.is === 'met') return match;
    if (start >= free) return match.is === 'wrong' ? match : { is: 'not-yet' };
    furthest = match;
  }
  return furthest;
}

function matchFrom(heard: readonly Heard[], pattern: Pattern, index: number, at: number): Match {
  const sound = pattern.sounds[at];
  if (!sound) return { is: 'met', next: index };
  if (sound.is === 'anything') {
    if (at === pattern.sounds.length - 1) return { is: 'met', next: heard.length };
    for (let later = index; later < heard.length; later++) {
      const match = matchFrom(heard, pattern, later, at + 1);
      if (match.is !== 'wrong') return match;
    }
    return { is: 'not-yet' };
  }
  const next = heard[index];
  if (!next) return { is: 'not-yet' };
  if (!fits(sound, next.media)) return { is: 'wrong', index, expected: sound };
  const isLast = at === pattern.sounds.length - 1;
  if (isLast && pattern.ended && next.until === null) return { is: 'not-yet' };
  return matchFrom(heard, pattern, index + 1, at + 1);
}

export function fits(sound: Sound, media: Media): boolean {
  switch (sound.is) {
    case 'prompt':
      return media.is === 'prompt' && media.name === sound.name;
    case 'said':
      return media.is === 'text' && isLike(media.text, sound.text);
    case 'number':
      return media.is === 'text' && saysNumber(media.text, sound.value);
    case 'recording':
      return media.is === 'recording';
    case 'anything':
      return true;
  }
}

const tidy = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** `...` in the wanted text stands for any text. */
export function isLike(text: string, wanted: string): boolean {
  const parts = tidy(wanted)
    .split(/\.\.\.|…/)
    .map((part) => part.trim());
  const said = tidy(text);
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return said === first;
  if (!said.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = said.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return said.endsWith(rest.at(-1) ?? '');
}

export function inWords(sound: Sound): string {
  switch (sound.is) {
    case 'prompt':
      return sound.name;
    case 'said':
      return `“${sound.text}”`;
    case 'number':
      return `the number ${sound.value}`;
    case 'recording':
      return 'the recording';
    case 'anything':
      return '...';
  }
}

/** What was heard, as a sound that it fits; `null` for a pause. */
export function soundOf(media: Media): Sound | null {
  switch (media.is) {
    case 'prompt':
      return { is: 'prompt', name: media.name };
    case 'text':
      return { is: 'said', text: media.text };
    case 'recording':
      return { is: 'recording' };
    case 'silence':
      return null;
  }
}
