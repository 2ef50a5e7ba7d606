import type { CarillonEvent, EventOf } from '../domain/event';
import type { Media } from '../domain/call';

/** What is to be heard, with what a prompt says where that is known. */
export type ShownMedia = Exclude<Media, PromptMedia> | (PromptMedia & { readonly text?: string | null });
type PromptMedia = Extract<Media, { readonly is: 'prompt' }>;

type WithTexts<E> = E extends { readonly type: 'flow.play' }
  ? Omit<E, 'data'> & {
      readonly data: Omit<EventOf<'flow.play'>['data'], 'media'> & { readonly media: readonly ShownMedia[] };
    }
  : E;

/** An event as the API tells it. */
export type ShownEvent = WithTexts<CarillonEvent>;
