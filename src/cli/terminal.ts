import { createColors } from 'picocolors';
import { widthOf } from './table';
import type { Output, World } from './world';

export type Colours = ReturnType<typeof createColors>;

/** Colours where people look on: not in a pipe, not with NO_COLOR. */
export function coloursFor(output: Output, env: World['env']): Colours {
  const wished = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0';
  const unwished = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return createColors(wished || (output.isTTY === true && !unwished));
}

/** Lines that stay, and below them, in a terminal, one that changes. */
export class Terminal {
  readonly colours: Colours;
  private shown = '';

  constructor(
    private readonly output: Output,
    env: World['env'],
  ) {
    this.colours = coloursFor(output, env);
  }

  line(text: string): void {
    const { shown } = this;
    this.erase();
    this.output.write(`${text}\n`);
    this.status(shown);
  }

  /** What is so now; '' for nothing. It is plain text, and cut where the terminal ends. */
  status(text: string): void {
    // What stands there already is not drawn again: a recording of the terminal holds only what changed.
    if (this.output.isTTY !== true || text === this.shown) return;
    this.erase();
    this.shown = text;
    if (text !== '') this.output.write(this.colours.dim(cut(text, (this.output.columns ?? 80) - 1)));
  }

  private erase(): void {
    if (this.shown === '') return;
    this.shown = '';
    this.output.write('\r\u001b[K');
  }
}

function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = '';
  for (const character of text) {
    if (widthOf(kept + character) > columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
