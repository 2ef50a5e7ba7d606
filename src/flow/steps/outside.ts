import { mayDial, numberToDial, type TrunkSettings } from '../../domain/trunk';
import type { Turn } from '../turn';
import type { Cel, Reference } from '../values';

/** What an expression comes to as a word to dial; '' where it has no value. */
export function wordOf(cel: Cel, turn: Turn): string {
  const value = turn.evaluate(cel, '');
  return typeof value === 'number' ? value.toFixed() : typeof value === 'string' ? value : '';
}

/**
 * The number that an expression comes to, when the trunk lets it be dialled; `null`, with the reason in the call's history,
 * when not: this is the one door to the outside. The number itself is not told there, since it may be secret.
 */
export function numberOver(trunk: TrunkSettings, cel: Cel, step: string, turn: Turn): string | null {
  const number = numberToDial(wordOf(cel, turn));
  if (number !== null && mayDial(trunk, number)) return number;
  turn.problem(
    number === null
      ? `${step}: ${cel.source} comes to no number that can be dialled`
      : `${step}: ${cel.source} comes to a number that the trunk ${trunk.name} does not allow (trunks.yaml)`,
  );
  return null;
}

export function trunkOf({ name }: Reference, turn: Turn): TrunkSettings {
  const trunk = turn.office.trunks.get(name);
  if (!trunk) throw new Error(`no trunk ${name}`);
  return trunk;
}
