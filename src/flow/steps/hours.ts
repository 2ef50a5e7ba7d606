import { z } from 'zod';
import { openingNow, reservedStates } from '../opening';
import type { Opening } from '../schedule';
import { leave, stay, wait, type StepKind } from '../step';
import { label, name, reference, type Label, type Reference } from '../values';

export interface HoursStep {
  readonly schedule: Reference;
  readonly open: Label | undefined;
  readonly closed: Label | undefined;
  readonly holiday: Label | undefined;
  /** Where to go by the label of what closes it, such as `emergency`. */
  readonly on: Readonly<Record<string, Label>>;
  /** Whether the prompt of what closes it is said first. */
  readonly say: boolean;
}

type Local = { readonly playback: string; readonly exit: string };

const RESERVED: readonly string[] = reservedStates;

const schema = z
  .strictObject({
    schedule: reference('schedule').describe('The schedule of schedules.yaml'),
    open: label().optional().describe('Where the call goes on when it is open; without it, below'),
    closed: label().optional().describe('Where the call goes on when it is closed; without it, below'),
    holiday: label()
      .optional()
      .describe('Where the call goes on when a special day or state closes it; without it, as closed'),
    on: z
      .record(
        name('a label of the schedule').refine((text) => !RESERVED.includes(text), {
          error: ({ input }) => `"${String(input)}" is no label of a schedule; write ${String(input)}: beside on:`,
        }),
        label(),
      )
      .default({})
      .describe('Where the call goes on by the label of the day or state that closes it, instead of holiday'),
    say: z.boolean().default(false).describe('Whether the prompt of the day or state that closes it is said first'),
  })
  .transform((written): HoursStep => ({
    schedule: written.schedule,
    open: written.open,
    closed: written.closed,
    holiday: written.holiday,
    on: written.on,
    say: written.say,
  }));

export const hours: StepKind<HoursStep, Local> = {
  about:
    'Goes on by whether a schedule is open now, closed, or has a holiday (which without a label of its own is closed). What was set by hand (an override) counts before the hours.',
  manual: {
    group: 'know',
    example: `hello:
  - answer
  - hours: { schedule: office, closed: closed, on: { emergency: emergency }, say: true }
  - queue: { name: sales }
closed:
  - play: office/closed
  - hangup
emergency:
  - hangup
`,
    exits: {
      open: 'the schedule is open',
      closed: 'it is outside of the weekly hours',
      holiday: 'a special day (an exception, a holiday, an event of a calendar) or a state set by hand closes it',
      '<label>': 'such a day or state with this `label` closes it',
    },
    notes: [
      'Special days and states have a `label` (without one, `holiday`): `on: { emergency: … }` gives each a way of its own.',
      '`say: true` plays the `prompt` of the special day or state first; a key ends it and stays typed ahead.',
    ],
  },
  schema,
  instant: () => true,
  exits: (spec) => [
    { name: 'open', to: spec.open },
    { name: 'closed', to: spec.closed },
    ...('holiday' in spec.on ? [] : [{ name: 'holiday', to: spec.holiday ?? spec.closed }]),
    ...Object.entries(spec.on).map(([exit, to]) => ({ name: exit, to })),
  ],
  enter: (spec, turn) => {
    const opening = openingNow(turn.office, spec.schedule.name, turn.now);
    const exit = exitOf(spec, opening);
    const prompt = opening.is === 'holiday' && spec.say ? opening.prompt : null;
    if (prompt === null || turn.session.sealed.typed !== '') return leave(exit);
    const { playback, until } = turn.play([{ is: 'prompt', name: prompt }]);
    return stay({ playback, exit }, until);
  },
  on: (_, local, event, turn) => {
    switch (event.type) {
      case 'digit':
      case 'deadline':
        return leave(local.exit);
      case 'failed':
        if (event.command !== local.playback) return wait(local);
        turn.problem(`hours: ${event.why}`);
        return leave(local.exit);
      case 'done':
        return event.command === local.playback ? leave(local.exit) : wait(local);
      default:
        return wait(local);
    }
  },
};

function exitOf({ on }: HoursStep, opening: Opening): string {
  if (opening.is !== 'holiday') return opening.is;
  return Object.hasOwn(on, opening.label) ? opening.label : 'holiday';
}
