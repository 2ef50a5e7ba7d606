import type { CarillonEvent } from '../domain/event';
import type { Media } from '../domain/call';

type Shown = Readonly<Record<string, unknown>> & Pick<CarillonEvent, 'id' | 'at' | 'call' | 'type'>;

/** An event as screens get it: a prompt comes with what it says. */
export function shown(event: CarillonEvent, promptText: HttpTexts): Shown {
  switch (event.type) {
    case 'flow.play': {
      const { language } = event.data;
      const media = event.data.media.map((each) => withText(each, language, promptText));
      return { ...event, data: { ...event.data, media } };
    }
    default:
      return event;
  }
}

export type HttpTexts = (name: string, language: string) => string | undefined;

const withText = (media: Media, language: string, promptText: HttpTexts): object =>
  media.is === 'prompt' ? { ...media, text: promptText(media.name, language) ?? null } : media;
