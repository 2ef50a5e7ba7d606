import type { LookupResult } from '../command';
import type { StepEvent } from '../session';
import { leave, NEXT, type Leave } from '../step';
import type { Turn } from '../turn';
import type { Label, Variable } from '../values';

/** What `lookup` and `http` share: they ask somebody slow, within a budget, and have an exit for each kind of answer. */
export interface Asking {
  readonly into: Variable | undefined;
  readonly notFound: Label | undefined;
  readonly failed: Label | undefined;
}

/** The result that an event brings for a command, if it does. */
export function answered(command: string, event: StepEvent): LookupResult | undefined {
  if (event.type === 'deadline') return { is: 'failed', why: 'no answer within the budget' };
  if (!('command' in event) || event.command !== command) return undefined;
  if (event.type === 'looked-up') return event.result;
  return event.type === 'failed' ? { is: 'failed', why: event.why } : undefined;
}

/** Notes what was found, keeps it, and leaves by the exit for it. */
export function take(spec: Asking, asked: string, since: number, result: LookupResult, turn: Turn): Leave {
  turn.note('flow.lookup', {
    node: turn.session.node,
    connector: asked,
    result: result.is === 'failed' ? `failed: ${result.why}` : result.is,
    tookMs: turn.now - since,
  });
  switch (result.is) {
    case 'found':
      if (spec.into) turn.set(spec.into.name, result.value);
      return leave(NEXT);
    case 'not-found':
      return leave('not_found');
    case 'failed':
      return leave('failed');
  }
}
