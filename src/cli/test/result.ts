import type { Story } from '../../sim/story/story';
import type { Telling } from '../../sim/story/tell';
import type { Gathered } from './gather';

export const testFormats = ['text', 'json', 'junit', 'github'] as const;
export type TestFormat = (typeof testFormats)[number];

/** What became of one story. */
export interface Result {
  readonly story: Story;
  readonly telling: Telling;
  /** Of those that were survived. */
  readonly crashes: number;
  /** After which save a crash was not survived, and how. */
  readonly crashed: readonly { readonly afterSave: number; readonly how: string }[];
  /** Real time, in ms. */
  readonly tookMs: number;
}

export interface SiteResults extends Gathered {
  readonly results: readonly Result[];
}

export const hasPassed = ({ telling, crashed }: Result): boolean => telling.mismatch === null && crashed.length === 0;
