import type { Media } from '../../domain/call';

/** Languages in which a number below 100 is its tens and its ones, as in `digits/40`, `digits/2`. */
const tensThenOnes = new Set(['en', 'ru']);

/**
 * What Asterisk must play for one thing to be heard. Small numbers go as files, since files can be stopped at once; what
 * Asterisk spells out itself (`number:`) cannot, and keeps an agent who has answered waiting.
 */
export function urisOf(media: Media, language: string, promptRoot: string): readonly string[] {
  if (media.is === 'prompt') return [`sound:${promptRoot}/${language}/${media.name}`];
  const number = Math.trunc(media.value);
  if (!tensThenOnes.has(language) || number < 0 || number > 99) return [`number:${number}`];
  const ones = number > 20 ? number % 10 : 0;
  const files = ones === 0 ? [number] : [number - ones, ones];
  return files.map((file) => `sound:digits/${file}`);
}
