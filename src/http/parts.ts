import type { WaitingUseCases } from '../engine/waiting-use-cases';
import type { FlowName } from '../domain/ids';
import type { PruneReport } from '../domain/retention';
import type { History } from '../engine/ports/history';
import type { CallbackUseCases } from '../engine/callback-use-cases';
import type { ListUseCases } from '../engine/list-use-cases';
import type { PinLockUseCases } from '../engine/pin-lock-book';
import type { EventStream } from '../engine/ports/state';
import type { Log } from '../engine/ports/world';
import type { ReplayUseCases } from '../engine/replay-use-cases';
import type { UseCases } from '../engine/use-cases';
import type { VoicemailUseCases } from '../engine/voicemail-book';
import type { Flow } from '../flow/flow';
import type { ReportParts } from '../reports/report';
import type { Metrics } from './metrics';

/** What the API is made of; everything is handed in. */
export interface HttpParts {
  readonly useCases: UseCases;
  readonly history: Pick<History, 'findCalls' | 'findCall' | 'eventsOf' | 'campaigns' | 'healthy'>;
  readonly stream: Pick<EventStream, 'follow' | 'lag'>;
  /** What reports are made of; none are made when not given. */
  readonly reports?: ReportParts;
  readonly metrics: Metrics;
  /** The admin's bearer token. */
  readonly token: string;
  /** Loopback when not given. */
  readonly host?: string;
  /** 0 takes any that is free. */
  readonly port: number;
  /** The folder of the built floor page. */
  readonly webRoot: string;
  readonly log: Log;
  /** What a prompt says, for screens. */
  readonly promptText?: (name: string, language: string) => string | undefined;
  /** The flows that new calls get; none when not given. */
  readonly flows?: () => ReadonlyMap<FlowName, Flow>;
  /** The messages that callers left; none are told of when not given. */
  readonly voicemails?: VoicemailUseCases;
  /** Customers who are to be called back; none are told of when not given. */
  readonly callbacks?: CallbackUseCases;
  readonly waiting?: WaitingUseCases;
  /** The floor as it was; cannot be asked for when not given. */
  readonly replay?: ReplayUseCases;
  /** The lists of the site and what was added to them; none are told of when not given. */
  readonly lists?: ListUseCases;
  /** Locks after wrong PINs; none are told of when not given. */
  readonly pinLocks?: PinLockUseCases;
  /** Deletes what is over its time, now; a dry run only says what. Cannot be asked for when not given. */
  readonly prune?: (dryRun: boolean) => Promise<PruneReport>;
  readonly now?: () => number;
  /** Of the site: days are counted and times shown by it; UTC when not given. */
  readonly timeZone?: () => string;
  /** Silence on a live stream is broken this often; 15 s. */
  readonly heartbeatMs?: number;
}
