import type { Log } from '../../src/engine/ports/world';

/** A log that keeps all its lines. */
export class Lines implements Log {
  readonly all: { level: string; message: string; fields: Readonly<Record<string, unknown>> }[] = [];

  debug = this.at('debug');
  info = this.at('info');
  warn = this.at('warn');
  error = this.at('error');

  /** What was said at a level, without the fields. */
  messages(level: 'debug' | 'info' | 'warn' | 'error'): readonly string[] {
    return this.all.filter((line) => line.level === level).map(({ message }) => message);
  }

  private at(level: string) {
    return (message: string, fields: Readonly<Record<string, unknown>> = {}): void =>
      void this.all.push({ level, message, fields });
  }
}
