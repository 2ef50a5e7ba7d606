import type { FlowName, NodeId } from '../domain/ids';
import type { Json } from '../domain/json';
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
  readonly place: Place;
}

export interface FlowNode {
  readonly id: NodeId;
  readonly kind: string;
  readonly step: AnyStepKind;
  readonly spec: unknown;
  /** Where each exit leads; `null` ends the call. */
  readonly exits: ReadonlyMap<string, NodeId | null>;
  readonly place: Place;
}
