import type { Phone } from '../phone/phone';
import type { PhoneOptions } from '../phone/phone-options';

/** What a command writes to: a terminal, a pipe, or a test. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What a command reads: keys of a terminal, or lines. */
export interface Input {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
  setEncoding(encoding: 'utf8'): unknown;
  on(event: 'data', listener: (text: string) => void): unknown;
  off(event: 'data', listener: (text: string) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

export type SoftPhone = Pick<
  Phone,
  'call' | 'calls' | 'close' | 'events' | 'local' | 'onIncoming' | 'register' | 'unregister'
>;

/** Everything outside of a command, so that a test can stand for it. */
export interface World {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: Input;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Where package.json and examples/ lie. */
  readonly repository: string;
  readonly fetch: typeof fetch;
  readonly openPhone: (options: PhoneOptions) => Promise<SoftPhone>;
  /** The addresses of this machine that others may reach. */
  readonly addresses: () => readonly string[];
  readonly now: () => number;
  /** That the clock of this machine goes by: `Europe/Berlin`. */
  readonly timeZone: string;
  /** Who sits here, for the record: `olga@laptop`. */
  readonly user: () => string;
  /** Told when someone wants us to end (SIGINT, SIGTERM); returns how to stop listening. */
  readonly onInterrupt: (listener: () => void) => () => void;
}
