import type { QueueSettings } from '../domain/queue';
import { didYouMean } from '../flow/did-you-mean';
import type { Flow, FlowNode } from '../flow/flow';
import type { Connect } from '../flow/steps/connect-spec';
import type { Asking } from '../flow/steps/looking-up';
import type { Music } from '../flow/steps/music';
import type { Place } from '../flow/problem';
import { FILE_OF, type Reader } from './reader';

/** The class that Carillon's own musiconhold.conf has. */
export const OWN_MUSIC = 'default';

/** Classes of music that neither Carillon's Asterisk has nor `music` in site.yaml names. */
export function checkMusicNamed(
  reader: Reader,
  flows: Iterable<Flow>,
  queues: Iterable<QueueSettings>,
  named: readonly string[],
): void {
  const known = [OWN_MUSIC, ...named];
  const check = (music: string | null | undefined, place: Place): void => {
    if (typeof music !== 'string' || known.includes(music)) return;
    reader.problems.warn(
      place,
      'FLOW026',
      `there is no music ${music}${didYouMean(music, known)}, as far as site.yaml says; known are ${known.join(', ')}. Where musiconhold_site.conf has it, add it to "music:" in site.yaml`,
    );
  };
  for (const flow of flows) for (const node of flow.nodes.values()) check(musicOf(node), node.place);
  for (const { name, music } of queues)
    check(music, reader.queuePlaces.get(name) ?? { file: FILE_OF.queue, line: 1, col: 1 });
}

function musicOf({ kind, spec }: FlowNode): string | null | undefined {
  switch (kind) {
    case 'music':
      return (spec as Music).class;
    case 'connect':
      return (spec as Connect).music;
    case 'lookup':
    case 'http':
      return (spec as Asking).music;
    default:
      return null;
  }
}
