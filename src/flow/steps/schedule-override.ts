import { z } from 'zod';
import { leave, NEXT, stay, wait, type StepKind } from '../step';
import { instantOf, parseUntil, UNTIL_FORMS, type Until } from '../until';
import { label, name, reference, type Label, type Reference } from '../values';

export interface OverrideStep {
  readonly schedule: Reference;
  /** `open`, `closed` or a label of the schedule; `null` gives it back to its hours. */
  readonly to: string | null;
  readonly until: Until;
  readonly why: string;
  readonly refused: Label | undefined;
}

type Local = { readonly command: string };

const SET_WITHIN_MS = 5_000;
/** How `to` says that the hours count again. */
const HOURS = 'hours';

const untilSchema = z
  .string({ error: ({ input }) => (input === undefined ? undefined : `needs ${UNTIL_FORMS}`) })
  .transform((text, context): Until => {
    const until = parseUntil(text);
    if (until) return until;
    context.addIssue(`"${text}" is none of ${UNTIL_FORMS}`);
    return z.NEVER;
  })
  .meta({ title: 'until', description: UNTIL_FORMS });

const schema = z
  .strictObject({
    schedule: reference('schedule').describe('The schedule of schedules.yaml'),
    to: name('a state of a schedule').describe('open, closed, a label of the schedule, or hours to take it back'),
    until: untilSchema
      .default({ is: 'next-edge' })
      .describe('When it ends by itself; without it, when the schedule opens or closes next (next_edge)'),
    why: z.string().max(200).default('').describe('For screens and the history'),
    refused: label().optional().describe('Where the call goes on when it is not possible; without it, below'),
  })
  .transform((written): OverrideStep => ({
    schedule: written.schedule,
    to: written.to === HOURS ? null : written.to,
    until: written.until,
    why: written.why,
    refused: written.refused,
  }));

export const override: StepKind<OverrideStep, Local> = {
  about: 'Opens or closes a schedule by hand, or puts it into a state such as `emergency`, until it ends by itself.',
  manual: {
    group: 'flow',
    example: `hello:
  - answer
  - override: { schedule: office, to: closed, until: "18:00", why: staff meeting, refused: refused }
  - hangup
refused:
  - hangup
`,
    exits: {
      next: 'it is set, saved, and counts for every call from now on',
      refused: 'the site has no such schedule or state any more, or it could not be saved',
    },
    notes: [
      'Ask for a PIN before it, or anybody who may call the number can close the office.',
      '`until: cleared` holds until somebody takes it back: `to: hours`, `carillon override office --clear`, or the API.',
    ],
  },
  schema,
  exits: (spec) => [{ name: NEXT }, { name: 'refused', to: spec.refused }],
  enter: (spec, turn) => {
    const schedule = turn.office.schedules.get(spec.schedule.name);
    if (!schedule) throw new Error(`no schedule ${spec.schedule.name}`);
    const command = turn.newId('command');
    turn.ask({
      type: 'set-override',
      id: command,
      schedule: schedule.name,
      to: spec.to,
      until: spec.to === null ? null : instantOf(spec.until, schedule, turn.now),
      by: turn.call.agent === '' ? turn.call.ani : turn.call.agent,
      why: spec.why,
    });
    return stay({ command }, turn.now + SET_WITHIN_MS);
  },
  on: (_, local, event, turn) => {
    switch (event.type) {
      case 'override-set':
        if (event.command !== local.command) return wait(local);
        if (event.refused !== null) turn.problem(`override: ${event.refused}`);
        return leave(event.refused === null ? NEXT : 'refused');
      case 'deadline':
        turn.problem('override: it was not saved in time');
        return leave('refused');
      default:
        return wait(local);
    }
  },
};
