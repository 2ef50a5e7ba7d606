import type { Instant, Millis } from '../../domain/time';

export interface Clock {
  now(): Instant;
  /** Runs `then` at the instant, or soon after; the returned function calls it off. */
  at(instant: Instant, then: () => void): () => void;
}

/** Constant messages, facts as fields; ANI is masked by whoever writes the line. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Says texts that are only known while a call goes on. */
export interface Speech {
  /**
   * The file (absolute path without extension, as Asterisk wants it) that says `text`; rejects in words when nothing can,
   * or when it takes too long for a caller who waits. What is asked for twice at once is made once.
   */
  file(text: string, language: string): Promise<{ readonly file: string; readonly lengthMs: Millis }>;
}
