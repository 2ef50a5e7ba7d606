import type { AnyStepKind } from '../step';
import { agentState } from './agent-state';
import { answer } from './answer';
import { collect } from './collect';
import { hangup, reject } from './ending';
import { goto } from './goto';
import { hours } from './hours';
import { ifStep } from './if';
import { lookup } from './lookup';
import { menu } from './menu';
import { play } from './play';
import { queue } from './queue';
import { set } from './set';

/** Every kind of step, under the name that it has in YAML. */
export const stepKinds = {
  agent_state: agentState,
  answer,
  collect,
  goto,
  hangup,
  hours,
  if: ifStep,
  lookup,
  menu,
  play,
  queue,
  reject,
  set,
} as const satisfies Record<string, AnyStepKind>;

export type StepName = keyof typeof stepKinds;
export const stepNames = Object.keys(stepKinds) as StepName[];
