import type { z } from 'zod';
import type { Json } from '../domain/json';
import type { Instant } from '../domain/time';
import type { Label } from './values';
import type { StepEvent } from './session';
import type { Turn } from './turn';

/** Stay in the step and wait; whatever else happens, something happens at `until` (law 2). */
export interface Stay<Local extends Json> {
  readonly stay: Local;
  readonly until: Instant;
}

/** Stay and keep the deadline there was. */
export interface StayAsBefore<Local extends Json> {
  readonly stay: Local;
  readonly until: 'same-deadline';
}

export interface Leave {
  readonly leave: string;
}

export type Entry<Local extends Json> = Stay<Local> | Leave;
export type Move<Local extends Json> = Entry<Local> | StayAsBefore<Local>;

export const stay = <Local extends Json>(local: Local, until: Instant): Stay<Local> => ({ stay: local, until });
export const wait = <Local extends Json>(local: Local): StayAsBefore<Local> => ({
  stay: local,
  until: 'same-deadline',
});
export const leave = (exit: string): Leave => ({ leave: exit });

/** The exit of nearly every step: the step below it. */
export const NEXT = 'next';

/**
 * A way out of a step. `to` is the label that the admin wrote; without one the call goes on with the step below, or ends
 * where there is none.
 */
export interface Exit {
  readonly name: string;
  readonly to?: Label | undefined;
}

/**
 * One kind of step. It decides and asks (through `turn`), and never does: no step awaits, logs, looks up or sends.
 * Entering it names a deadline by type; hang-up, restart and events of others are handled in `advance`.
 */
export interface StepKind<Spec, Local extends Json = Json> {
  /** One sentence for the manual. */
  readonly about: string;
  /** The YAML that stands behind the step's name. */
  readonly schema: z.ZodType<Spec>;
  /** Keys beside the step's own that hold steps (or a label): `then`, `else`. */
  readonly blocks?: readonly string[];
  /** It may be over the moment it is entered: a loop of such steps might never end. */
  instant?(spec: Spec): boolean;
  /** A way of writing it in a line: `- answer`. */
  readonly bare?: Spec;
  exits(spec: Spec): readonly Exit[];
  enter(spec: Spec, turn: Turn): Entry<Local>;
  on?(spec: Spec, local: Local, event: StepEvent, turn: Turn): Move<Local>;
  /** How it goes on after we were away; by default it is entered again. */
  recover?(spec: Spec, local: Local, alive: readonly string[], turn: Turn): Entry<Local>;
  /** The caller is gone: what the step must give back (its place in a queue …). */
  abandon?(spec: Spec, local: Local, turn: Turn): void;
}

/** A step kind whose types are known to itself alone. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the registry holds kinds of all specs; parse and advance pair each spec with its own kind
export type AnyStepKind = StepKind<any, any>;
