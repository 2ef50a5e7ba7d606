import type { Media } from '../domain/call';
import type { Millis } from '../domain/time';
import type { Site } from '../flow/office';

/** Speech engines need about this long for a letter, and this long for the pauses around a sentence. */
const LETTER_MS = 65;
const BREATH_MS = 400;
/** A recording of nobody knows what. */
const UNKNOWN_MS = 3_000;

/** How long a text lasts when it is spoken, near enough. */
export const spokenMs = (text: string): Millis => BREATH_MS + Array.from(text).length * LETTER_MS;

/** The site with a length for each prompt: of its recording, else by its text. */
export function withLengths(site: Site): Site {
  const lengths = new Map<string, Millis | undefined>();
  return {
    ...site,
    promptMs: (name, language) => {
      const key = `${language}/${name}`;
      if (!lengths.has(key)) {
        const text = site.prompts.get(language)?.get(name)?.text;
        lengths.set(key, site.promptMs(name, language) ?? (text === undefined ? undefined : spokenMs(text)));
      }
      return lengths.get(key);
    },
  };
}

export function lengthOf(site: Pick<Site, 'promptMs'>, media: Media, language: string): Millis {
  switch (media.is) {
    case 'prompt':
      return site.promptMs(media.name, language) ?? UNKNOWN_MS;
    case 'text':
      return spokenMs(media.text);
    case 'recording':
      return UNKNOWN_MS;
    case 'silence':
      return media.ms;
  }
}
