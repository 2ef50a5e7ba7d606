import type { Box, Line } from './picture';

/** Sizes in pixels. Widths are reckoned, not measured: the text is in a font whose letters are all as wide. */
export const HEADER = 26;
export const LINE = 19;
export const PADDING = 10;
export const INDENT = 14;
/** Of a letter at 12 px; the widest of the usual monospaced fonts (Menlo, DejaVu Sans Mono) have 7.23. */
const LETTER = 7.23;
const TITLE_LETTER = 8.2;
const NOTE_LETTER = 6.7;
const NARROWEST = 110;
/** Longer lines are cut. */
const LONGEST = 46;

/** In letters: East Asian letters and pictures are two wide. */
const lettersOf = (text: string): number =>
  Array.from(text).reduce((sum, letter) => sum + (WIDE.test(letter) ? 2 : MARK.test(letter) ? 0 : 1), 0);
const WIDE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]$/u;
const MARK = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

export const textWidth = (text: string): number => lettersOf(text) * LETTER;
export const titleWidth = (text: string): number => lettersOf(text) * TITLE_LETTER;
export const nameWidth = (text: string): number => lettersOf(text) * NOTE_LETTER + 6;

/** A line as it is drawn, short enough for its box. */
export function shortened(text: string, letters: number): string {
  if (lettersOf(text) <= letters) return text;
  let kept = '';
  for (const letter of text) {
    if (lettersOf(kept + letter) > letters - 1) break;
    kept += letter;
  }
  return `${kept.trimEnd()}…`;
}

/** The text of a line behind its first word. */
export const shownText = ({ word, text, depth }: Line): string =>
  shortened(text.replaceAll(/\s+/g, ' '), Math.max(12, LONGEST - Math.ceil(depth * 2) - lettersOf(word) - 1));

export function boxWidth(box: Box): number {
  const header = titleWidth(box.title) + (box.note === '' ? 0 : nameWidth(box.note) + 14);
  const line = (each: Line): number =>
    each.depth * INDENT + textWidth(each.word === '' ? shownText(each) : `${each.word} ${shownText(each)}`);
  return Math.ceil(Math.max(NARROWEST, ...[header, ...box.lines.map(line)].map((width) => width + 28)));
}
