import type { Revision } from '../domain/ids';
import { noOutcomes, type CanaryEnd, type SiteState, type VersionHead } from '../domain/site-version';
import type { PublishOrder } from '../engine/site-use-cases';
import type { RecordChange } from './site-record';

/** `version 8 by olga@laptop: "back to 6"` */
export const named = ({ number, author, message }: VersionHead): string =>
  `version ${number} by ${author}: "${message}"`;

/**
 * Why an order does not go together with what runs, or `null`. Nobody undoes unknowingly what another did: who publishes
 * says on what, and the node's own folder is on what it was last in step with.
 */
export function conflictOf(
  { base, content }: Pick<PublishOrder, 'base' | 'content'>,
  revision: Revision,
  { current, canary, folderAt }: SiteState,
): string | null {
  if (canary && content.is !== 'version') return `a canary runs (${named(canary.version)}); promote or stop it first`;
  if (base !== undefined) return base === null || base === current.revision ? null : meanwhile(current);
  if (content.is !== 'folder' || folderAt === current.revision) return null;
  return revision === folderAt
    ? `the folder is as it was, and has been replaced since; ${named(current)} runs. To go back to the folder give ${current.revision} as the base`
    : meanwhile(current);
}

const meanwhile = (current: VersionHead): string =>
  `${named(current)} was published meanwhile; to publish over it give ${current.revision} as the base`;

/** How the record changes when a new version is made: for everybody, or for a share of the calls. */
export function published(
  state: SiteState,
  head: VersionHead,
  { percent, content, by }: Pick<PublishOrder, 'percent' | 'content' | 'by'>,
): Pick<Required<RecordChange>, 'state' | 'events'> {
  const common = {
    ...state,
    newest: head.number,
    folderAt: content.is === 'folder' ? head.revision : state.folderAt,
    unkept: head.number === 0 ? [] : [...state.unkept, head],
  };
  if (percent !== undefined) {
    const outcomes = { base: noOutcomes, canary: noOutcomes };
    const canary = { version: head, percent, since: head.at, outcomes };
    const data = { version: head, what: 'started', percent, by, why: head.message } as const;
    return { state: { ...common, canary }, events: [{ type: 'site.canary', data }] };
  }
  const replaced = ended(common, 'replaced', { at: head.at, by, why: `version ${head.number} was published` });
  return {
    state: { ...replaced.state, current: head },
    events: [...replaced.events, { type: 'site.published', data: { version: head } }],
  };
}

/** How the record changes when a canary ends; without one it does not. */
export function ended(
  state: Omit<SiteState, 'serial'>,
  how: CanaryEnd['how'],
  { at, by, why }: Pick<CanaryEnd, 'at' | 'by' | 'why'>,
): Pick<Required<RecordChange>, 'state' | 'events'> {
  const { canary } = state;
  if (!canary) return { state, events: [] };
  const { version, percent, outcomes } = canary;
  // The folder that held the canary is a step ahead of what runs, as it was before.
  const folderAt = how !== 'promoted' && state.folderAt === version.revision ? state.current.revision : state.folderAt;
  return {
    state: { ...state, folderAt, canary: null, lastCanary: { version, at, how, by, why, outcomes } },
    events: [{ type: 'site.canary', data: { version, what: how, percent, by, why } }],
  };
}

/** How the record changes when a canary becomes the version for all. */
export function promoted(state: SiteState, by: string, at: number): Pick<Required<RecordChange>, 'state' | 'events'> {
  if (!state.canary) return { state, events: [] };
  const current: VersionHead = { ...state.canary.version, takenAt: at };
  const after = ended(state, 'promoted', { at, by, why: '' });
  return {
    state: { ...after.state, current, unkept: [...after.state.unkept, current] },
    events: [...after.events, { type: 'site.published', data: { version: current } }],
  };
}
