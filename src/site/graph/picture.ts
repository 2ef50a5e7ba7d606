import type { StepManual } from '../../flow/step';
import type { SitePlace } from './site-graph';

/** What is drawn: boxes with lines of text, and ways from lines to boxes. */
export interface Picture {
  readonly title: string;
  readonly boxes: readonly Box[];
  readonly ways: readonly Way[];
}

export interface Box {
  readonly id: string;
  readonly is: 'label' | SitePlace['is'];
  readonly title: string;
  /** In small letters beside the title: `start`, how often it was visited. */
  readonly note: string;
  /** Nothing leads there. */
  readonly unreached: boolean;
  /** Calls come in here. */
  readonly first: boolean;
  readonly lines: readonly Line[];
}

export interface Line {
  readonly id: string;
  readonly is: 'step' | 'block' | 'exit' | 'text';
  /** The first word stands out, in the colour of its group. */
  readonly word: string;
  readonly group: StepManual['group'] | null;
  readonly text: string;
  readonly depth: number;
  readonly unreached: boolean;
  /** A way out begins at the end of the line: to a box, or to the end of the call. */
  readonly out: 'way' | 'end' | null;
}

/** `weight` is from 0 to 1: the share of the calls that go this way, where that is known. */
export interface Way {
  readonly from: { readonly box: string; readonly line: string | null };
  readonly to: string;
  readonly name: string;
  readonly weight: number | null;
  readonly unreached: boolean;
}
