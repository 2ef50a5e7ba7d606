import type { EntryGate, LeavingRule, QueueCondition, QueueTest } from '../domain/queue-gate';
import type { z } from 'zod';
import { queueTest } from '../flow/queue-test';
import type { YamlFile } from '../flow/yaml';
import type { Problems } from '../flow/problem';
import type { queuesFile } from './schemas';

type Written = z.output<typeof queuesFile>['queues'][string];
type WrittenCondition = NonNullable<Written['enter']>['unless'][string];

interface Reading {
  readonly yaml: YamlFile;
  readonly problems: Problems;
}

/** The rules of a queue about who is let in and who is let go, with their conditions compiled. */
export function gatesOf(
  queue: string,
  { enter, leave }: Written,
  reading: Reading,
): { readonly enter?: EntryGate; readonly leave?: LeavingRule } {
  const path = ['queues', queue];
  return {
    ...(enter && {
      enter: {
        present: enter.present ?? null,
        unless: conditionsOf(enter.unless, [...path, 'enter', 'unless'], reading),
      },
    }),
    ...(leave && {
      leave: {
        present: leave.present ?? null,
        afterMs: leave.after,
        when: conditionsOf(leave.when, [...path, 'leave', 'when'], reading),
      },
    }),
  };
}

const conditionsOf = (
  written: Readonly<Record<string, WrittenCondition>>,
  path: readonly string[],
  reading: Reading,
): readonly QueueCondition[] =>
  Object.entries(written).flatMap(([name, { when, until, for: forMs }]) => {
    const sets = compiled(when, [...path, name, 'when'], reading);
    const clears = until === undefined ? null : compiled(until, [...path, name, 'until'], reading);
    return sets && clears !== undefined ? [{ name, when: sets, until: clears, forMs }] : [];
  });

function compiled(source: string, path: readonly string[], { yaml, problems }: Reading): QueueTest | undefined {
  const test = queueTest(source);
  if ('holds' in test) return test;
  const place = yaml.place(path);
  problems.error({ ...place, col: place.col + test.offset }, 'FLOW005', `${source}: ${test.message}`);
  return undefined;
}
