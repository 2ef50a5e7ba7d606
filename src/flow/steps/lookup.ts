import { z } from 'zod';
import type { LookupResult } from '../command';
import { leave, NEXT, stay, wait, type Leave, type StepKind } from '../step';
import type { Turn } from '../turn';
import {
  cel,
  duration,
  label,
  reference,
  variable,
  type Cel,
  type Label,
  type Reference,
  type Variable,
} from '../values';

interface Lookup {
  readonly connector: Reference;
  readonly key: Cel;
  readonly into: Variable;
  readonly withinMs: number;
  readonly notFound: Label | undefined;
  readonly failed: Label | undefined;
}

type Local = { readonly command: string; readonly since: number };

const schema = z
  .strictObject({
    connector: reference('connector'),
    key: cel({ wants: 'string' }),
    into: variable({}),
    within: duration({ min: 10, max: 60_000 }).default(2_000),
    not_found: label().optional(),
    failed: label().optional(),
  })
  .transform(({ within, not_found, ...written }): Lookup => ({
    connector: written.connector,
    key: written.key,
    into: written.into,
    withinMs: within,
    notFound: not_found,
    failed: written.failed,
  }));

export const lookup: StepKind<Lookup, Local> = {
  about:
    'Asks a connector (CRM, orders …) for a record, within a budget of time. What is not found or not in time leaves the variable empty; the call goes on.',
  schema,
  exits: (spec) => [{ name: NEXT }, { name: 'not_found', to: spec.notFound }, { name: 'failed', to: spec.failed }],
  enter: (spec, turn) => {
    const command = turn.newId('lookup');
    const key = turn.evaluate(spec.key, '');
    turn.ask({
      type: 'lookup',
      id: command,
      connector: spec.connector.name,
      key: typeof key === 'string' ? key : JSON.stringify(key),
      withinMs: spec.withinMs,
    });
    return stay({ command, since: turn.now }, turn.now + spec.withinMs);
  },
  on: (spec, local, event, turn) => {
    switch (event.type) {
      case 'looked-up':
        return event.command === local.command ? take(spec, local, event.result, turn) : wait(local);
      case 'failed':
        return event.command === local.command
          ? take(spec, local, { is: 'failed', why: event.why }, turn)
          : wait(local);
      case 'deadline':
        return take(spec, local, { is: 'failed', why: 'no answer within the budget' }, turn);
      default:
        return wait(local);
    }
  },
};

function take(spec: Lookup, local: Local, result: LookupResult, turn: Turn): Leave {
  const found = result.is === 'failed' ? `failed: ${result.why}` : result.is;
  turn.note('flow.lookup', {
    node: turn.session.node,
    connector: spec.connector.name,
    result: found,
    tookMs: turn.now - local.since,
  });
  switch (result.is) {
    case 'found':
      turn.set(spec.into.name, result.value);
      return leave(NEXT);
    case 'not-found':
      return leave('not_found');
    case 'failed':
      return leave('failed');
  }
}
