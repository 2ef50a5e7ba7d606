import type { FloorAction, FloorInput } from '../acd/decision';
import type { AgentId } from '../domain/ids';
import type { LookupResult } from '../flow/command';
import type { Choosers } from './ports/work';

/** Asks whoever chooses, and makes of the answer what the floor is told: see `docs/routing.md`. */
export async function askChooser(
  { ticket, asked, connector, question, withinMs }: Extract<FloorAction, { type: 'ask-chooser' }>,
  choosers: Choosers | undefined,
): Promise<Extract<FloorInput, { type: 'chosen' }>> {
  const result: LookupResult = choosers
    ? await choosers.choose({ connector, question, withinMs })
    : { is: 'failed', why: 'nobody outside can be asked here' };
  return { type: 'chosen', ticket, asked, ...readAnswer(result) };
}

interface Choice {
  readonly agents: readonly AgentId[] | null;
  readonly why: string;
}

const none = (why: string): Choice => ({ agents: null, why });

/** `{ "agent": "anna" }`, `{ "agents": ["anna", "boris"] }` in the order of the wish, or the id alone. */
export function readAnswer(result: LookupResult): Choice {
  if (result.is === 'failed') return none(result.why);
  if (result.is === 'not-found') return none('it named nobody');
  const { value } = result;
  if (typeof value === 'string') return { agents: [value], why: '' };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return none('its answer names no agent');
  const { agent, agents } = value as { readonly agent?: unknown; readonly agents?: unknown };
  const named: readonly unknown[] = Array.isArray(agents) ? agents : [agent];
  const ids = named.filter((each): each is string => typeof each === 'string' && each !== '');
  return ids.length > 0 && ids.length === named.length ? { agents: ids, why: '' } : none('its answer names no agent');
}
