import type { Turn } from '../turn';
import type { Variable } from '../values';

/**
 * Empties variables of a step that was left without an answer: what another caller's key brought in before must not be
 * taken for the answer of now.
 */
export function empty(variables: readonly (Variable | undefined)[], turn: Turn): void {
  const { vars, sealed } = turn.session;
  for (const variable of variables) {
    if (!variable) continue;
    const { name, initial } = variable;
    const held = Object.hasOwn(sealed.vars, name) ? sealed.vars[name] : vars[name];
    if (JSON.stringify(held ?? null) !== JSON.stringify(initial)) turn.set(name, initial);
  }
}
