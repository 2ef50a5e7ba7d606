import { z } from 'zod';
import { openingAt } from '../schedule';
import { leave, type StepKind } from '../step';
import { label, reference, type Label, type Reference } from '../values';

interface HoursStep {
  readonly schedule: Reference;
  readonly open: Label | undefined;
  readonly closed: Label | undefined;
  readonly holiday: Label | undefined;
}

const schema = z
  .strictObject({
    schedule: reference('schedule'),
    open: label().optional(),
    closed: label().optional(),
    holiday: label().optional(),
  })
  .transform((written): HoursStep => ({
    schedule: written.schedule,
    open: written.open,
    closed: written.closed,
    holiday: written.holiday ?? written.closed,
  }));

export const hours: StepKind<HoursStep, null> = {
  about:
    'Goes on by whether a schedule is open now, closed, or has a holiday (which without a label of its own is closed).',
  schema,
  instant: () => true,
  exits: (spec) => [
    { name: 'open', to: spec.open },
    { name: 'closed', to: spec.closed },
    { name: 'holiday', to: spec.holiday },
  ],
  enter: (spec, turn) => {
    const schedule = turn.office.schedules.get(spec.schedule.name);
    if (!schedule) throw new Error(`no schedule ${spec.schedule.name}`);
    return leave(openingAt(schedule, turn.now).is);
  },
};
