import type { Flow } from '../flow/flow';
import { nodesOfKind } from '../flow/per-flow';
import { numberInWords } from '../flow/saying/sayings';
import { writtenIn, type Say } from '../flow/steps/say-spec';

/** A text that steps say the same to every caller, in a language: it can be spoken before a call comes. */
export interface ConstantText {
  readonly language: string;
  readonly text: string;
}

/** Lines of callers are rarely longer; a place beyond is spoken when it is first needed. */
const PLACES = 50;

/** What queues say beside their prompts: the places of those who wait. */
export function placesInLine(languages: Iterable<string>): readonly ConstantText[] {
  const places = Array.from({ length: PLACES - 1 }, (_, at) => at + 2);
  return [...new Set(languages)].flatMap((language) =>
    places.map((place) => ({ language, text: numberInWords(place, language) })),
  );
}

export function constantTextsOf(
  flows: Iterable<Flow>,
  languagesOf: (flow: string) => Iterable<string>,
): readonly ConstantText[] {
  const texts = new Map<string, ConstantText>();
  for (const flow of flows)
    for (const language of languagesOf(flow.name))
      for (const { spec } of nodesOfKind(flow, 'say'))
        for (const piece of writtenIn(spec as Say, language) ?? [])
          if (piece.is === 'text' && piece.text.constant) {
            const text = piece.text.source;
            texts.set(`${language} ${text}`, { language, text });
          }
  return [...texts.values()];
}
