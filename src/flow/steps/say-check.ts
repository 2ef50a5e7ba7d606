import type { Flow } from '../flow';
import type { Problems } from '../problem';
import { hasWords } from '../saying/sayings';
import { writtenIn, type Pieces, type Say } from './say-spec';

/** What `say` steps lack in the languages that their flow is heard in. */
export function checkSaid(flow: Flow, languages: Iterable<string>, problems: Problems): void {
  const heardIn = [...languages].sort();
  for (const { kind, spec, place } of flow.nodes.values()) {
    if (kind !== 'say') continue;
    const said = spec as Say;
    const missing = said.languages.size > 0 ? heardIn.filter((language) => !writtenIn(said, language)) : [];
    if (missing.length > 0)
      problems.error(
        place,
        'FLOW022',
        `nothing is written here in ${missing.join(', ')}, and callers hear ${flow.name} in it: write ${missing.map((each) => `${each}: "…"`).join(', ')}`,
      );
    const wordless = heardIn.filter((language) => !hasWords(language) && says(writtenIn(said, language) ?? []));
    if (wordless.length > 0)
      problems.warn(
        place,
        'FLOW023',
        `${wordless.join(', ')} has no words of its own here: the speech engine gets digits and says them as it can`,
      );
  }
}

const says = (pieces: Pieces): boolean => pieces.some((piece) => piece.is === 'said');
