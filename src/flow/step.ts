import type { z } from 'zod';
import type { FlowName } from '../domain/ids';
import type { Json } from '../domain/json';
import type { Instant } from '../domain/time';
import type { Label } from './values';
import type { StepEvent } from './session';
import type { Turn } from './turn';

/** Stay in the step and wait; whatever else happens, something happens at `until` (law 2). */
export interface Stay<Local extends Json> {
  readonly stay: Local;
  readonly until: Instant;
  /** A flow that runs on top of the step is given up. */
  readonly alone?: boolean;
}

/** Stay and keep the deadline there was. */
export interface StayAsBefore<Local extends Json> {
  readonly stay: Local;
  readonly until: 'same-deadline';
}

/** Run a flow on top of the step; when it is over, the step's `returned` says how it goes on. */
export interface Run<Local extends Json> {
  readonly stay: Local;
  /** `null` when only the flow's own deadlines count. */
  readonly until: Instant | null;
  readonly run: FlowName;
  readonly parameters: Readonly<Record<string, Json>>;
}

export interface Leave {
  readonly leave: string;
}

/** The flow is over, with a result for the step that runs it; at the outermost flow the call ends. */
export interface Return {
  readonly give: Json;
}

/** Leaves the innermost step below that knows such an exit (`leftBy`): out of a queue from its waiting flow. */
export interface LeaveBelow {
  readonly leaveBelow: string;
}

export type Entry<Local extends Json> = Stay<Local> | Run<Local> | Leave | Return | LeaveBelow;
export type Move<Local extends Json> = Entry<Local> | StayAsBefore<Local>;

export const stay = <Local extends Json>(local: Local, until: Instant): Stay<Local> => ({ stay: local, until });
export const stayAlone = <Local extends Json>(local: Local, until: Instant): Stay<Local> => ({
  stay: local,
  until,
  alone: true,
});
export const wait = <Local extends Json>(local: Local): StayAsBefore<Local> => ({
  stay: local,
  until: 'same-deadline',
});
/** Whether a move of a step within a step keeps the deadline there was. */
export const isAsBefore = <Local extends Json>(move: Move<Local>): move is StayAsBefore<Local> =>
  'until' in move && move.until === 'same-deadline';
export const run = <Local extends Json>(
  flow: FlowName,
  parameters: Readonly<Record<string, Json>>,
  local: Local,
  until: Instant | null,
): Run<Local> => ({ stay: local, until, run: flow, parameters });
export const leave = (exit: string): Leave => ({ leave: exit });

/** The exit of nearly every step: the step below it. */
export const NEXT = 'next';
/** The exit of a step that took as long as its `max` allows. */
export const TOO_LONG = 'too_long';

/**
 * A way out of a step. `to` is the label that the admin wrote; without one the call goes on with the step below, or ends
 * where there is none. With `ends` the flow is over without a label: what stands below is for other exits.
 */
export interface Exit {
  readonly name: string;
  readonly to?: Label | undefined;
  readonly ends?: boolean;
}

/** Why a step is given up before it is done: the caller hung up, or the flow goes elsewhere. */
export type Abandoned = 'hung-up' | 'interrupted';

/** What the manual says of a step beyond its schema. */
export interface StepManual {
  readonly group: 'talk' | 'ask' | 'know' | 'decide' | 'reach' | 'flow';
  /** A fragment of a flow's `steps:` in YAML, which the tests compile. */
  readonly example: string;
  /** When each exit is taken, by name. */
  readonly exits: Readonly<Record<string, string>>;
  readonly notes?: readonly string[];
}

/**
 * One kind of step. It decides and asks (through `turn`), and never does: no step awaits, logs, looks up or sends.
 * Entering it names a deadline by type; hang-up, restart and events of others are handled in `advance`.
 */
export interface StepKind<Spec, Local extends Json = Json> {
  /** One sentence for the manual. */
  readonly about: string;
  readonly manual?: StepManual;
  /** The YAML that stands behind the step's name. */
  readonly schema: z.ZodType<Spec>;
  /** Keys beside the step's own that hold steps (or a label): `then`, `else`. */
  readonly blocks?: readonly string[];
  /** It may be over the moment it is entered: a loop of such steps might never end. */
  instant?(spec: Spec): boolean;
  /** It needs no caller, so it may stand where the caller has hung up (`on_hangup`). */
  readonly afterwards?: boolean;
  /** A way of writing it in a line: `- answer`. */
  readonly bare?: Spec;
  /** Languages that the call may have after it. */
  languages?(spec: Spec): readonly string[];
  exits(spec: Spec): readonly Exit[];
  enter(spec: Spec, turn: Turn): Entry<Local>;
  on?(spec: Spec, local: Local, event: StepEvent, turn: Turn): Move<Local>;
  /** Whether an event is for this step although it runs another flow at the moment. */
  owns?(local: Local, event: StepEvent): boolean;
  /** The flow that it ran is over and gave this; by default it leaves by `next`. */
  returned?(spec: Spec, local: Local, value: Json, turn: Turn): Move<Local>;
  /** A flow that it runs wants to leave it by this name; `undefined` when it has no such exit. */
  leftBy?(spec: Spec, local: Local, exit: string, turn: Turn): Move<Local> | undefined;
  /** How it goes on after we were away; by default it is entered again, unless it runs a flow. */
  recover?(spec: Spec, local: Local, alive: readonly string[], turn: Turn): Entry<Local>;
  /** What the step must give back (its place in a queue …) when it is given up. */
  abandon?(spec: Spec, local: Local, turn: Turn, why: Abandoned): void;
}

/** A step kind whose types are known to itself alone. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the registry holds kinds of all specs; parse and advance pair each spec with its own kind
export type AnyStepKind = StepKind<any, any>;
