import type { FlowName, NodeId } from '../domain/ids';
import type { Json } from '../domain/json';
import type { Millis } from '../domain/time';
import type { Expression } from './expression';
import type { Place } from './problem';
import type { AnyStepKind } from './step';

/** A checked flow: a graph of steps. Immutable once published (law 9). */
export interface Flow {
  readonly name: FlowName;
  readonly language: string | null;
  readonly start: NodeId;
  readonly nodes: ReadonlyMap<NodeId, FlowNode>;
  /** Every expression of the flow, compiled, by its source. */
  readonly expressions: ReadonlyMap<string, Expression>;
  /** Variables the flow writes, with what they hold before. */
  readonly variables: ReadonlyMap<string, Json>;
  /** Variables that hold what the caller keyed in as secret. */
  readonly secrets: ReadonlySet<string>;
  /** What must be handed in by who calls it. */
  readonly takes: ReadonlyMap<string, Parameter>;
  /** The type of what it returns; `null` when it returns nothing. */
  readonly gives: ValueType | null;
  /** Where it goes on after the caller hung up. */
  readonly onHangup: NodeId | null;
  /** The longest time a call may spend in it, talks apart, and where it goes then; no label ends it. */
  readonly maxMs: Millis | null;
  readonly tooLong: NodeId | null;
  /** Meant to lead to no person. */
  readonly selfService: boolean;
  readonly place: Place;
}

/** The types of parameters and results, as written in YAML. */
export const valueTypes = ['string', 'number', 'bool', 'list', 'map', 'any'] as const;
export type ValueType = (typeof valueTypes)[number];

export interface Parameter {
  readonly type: ValueType;
  /** What it is when nothing is handed in; `undefined` when something must be. */
  readonly otherwise: Json | undefined;
}

export interface FlowNode {
  readonly id: NodeId;
  readonly kind: string;
  readonly step: AnyStepKind;
  readonly spec: unknown;
  /** Where each exit leads; `null` ends the flow. */
  readonly exits: ReadonlyMap<string, NodeId | null>;
  /** The longest time a call may spend in it, a talk apart. */
  readonly maxMs: Millis | null;
  readonly place: Place;
}

/** Stands for a flow that is lost. */
export const NO_FLOW: Flow = {
  name: '',
  language: null,
  start: '',
  nodes: new Map(),
  expressions: new Map(),
  variables: new Map(),
  secrets: new Set(),
  takes: new Map(),
  gives: null,
  onHangup: null,
  maxMs: null,
  tooLong: null,
  selfService: false,
  place: { file: '', line: 1, col: 1 },
};
