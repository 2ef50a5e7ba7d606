import type { CarillonEvent, EventOf } from '../domain/event';
import type { Json } from '../domain/json';
import {
  isOpen,
  MOST_MESSAGES,
  voicemailStates,
  whyNot,
  type BoxName,
  type BoxQuestion,
  type Message,
  type Voicemail,
  type VoicemailId,
  type VoicemailState,
} from '../domain/voicemail';
import type { LookupResult } from '../flow/command';
import type { RecordingFiles, VoicemailFilter, Voicemails } from './ports/history';
import type { Store } from './ports/state';
import type { Connector } from './ports/work';
import type { Clock, Log } from './ports/world';

export interface VoicemailUseCases {
  /** The newest first; rejects when the history is away. */
  voicemails(filter: VoicemailFilter): Promise<readonly Voicemail[]>;
  voicemail(id: VoicemailId): Promise<Voicemail | undefined>;
  /** `undefined` when there is no such message, a sentence when it may not come into this state. */
  changeVoicemail(id: VoicemailId, to: VoicemailState, by: string): Promise<Voicemail | string | undefined>;
  /** The recording as a WAV file. */
  voicemailAudio(id: VoicemailId): Promise<Uint8Array | undefined>;
  /** Those of these messages that can be heard: somebody may have tidied up behind our back. */
  audible(messages: readonly Pick<Voicemail, 'id' | 'state'>[]): Promise<ReadonlySet<VoicemailId>>;
}

export interface VoicemailParts {
  readonly voicemails: Voicemails;
  readonly recordings: Pick<RecordingFiles, 'read' | 'readable'>;
  readonly store: Pick<Store, 'append'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** Told of what is changed here, after it is saved. */
  readonly happened: (events: readonly CarillonEvent[]) => void;
}

/** The history has caught up by then, or is asked for long before. */
const MOST_REMEMBERED = 5_000;
/** Of a box that a telephone opens. */
const LOOKED_THROUGH = 500;
const PAGE = 1_000;

type Change = Pick<Voicemail, 'state' | 'by' | 'since'>;

/**
 * The boxes, as they are now: what the history has, and what has happened since. One change comes after the other, so of two
 * who take a message one is refused.
 */
export class VoicemailBook implements VoicemailUseCases, Connector {
  private readonly left = new Map<VoicemailId, Voicemail>();
  private readonly changes = new Map<VoicemailId, Change>();
  private last: Promise<unknown> = Promise.resolve();
  private lastSerial = 0;

  constructor(private readonly parts: VoicemailParts) {}

  /** What calls have saved; the history learns of it a moment later. */
  observe(events: readonly CarillonEvent[]): void {
    for (const event of events) {
      if (event.type === 'voicemail.left') remember(this.left, event.data.voicemail, messageOf(event));
      if (event.type === 'voicemail.changed') {
        const { voicemail, to, by } = event.data;
        remember(this.changes, voicemail, { state: to, by, since: event.at });
      }
    }
  }

  async voicemails(filter: VoicemailFilter): Promise<readonly Voicemail[]> {
    const { box, limit, before } = filter;
    const states = filter.states ?? (['new', 'heard', 'taken', 'done'] as const);
    // Which state a message is in may have changed since, so the history is asked for all.
    const kept = await this.parts.voicemails.list({
      ...filter,
      limit: LOOKED_THROUGH + limit,
      states: voicemailStates,
    });
    const known = new Set(kept.map(({ id }) => id));
    const fresh = before === undefined ? [...this.left.values()] : [];
    return [...fresh.filter((each) => !known.has(each.id) && (box === undefined || each.box === box)), ...kept]
      .map((each) => this.asItIs(each))
      .filter(({ state }) => states.includes(state))
      .sort((a, b) => b.at - a.at)
      .slice(0, limit);
  }

  /** All that still want something of somebody; rejects when the history is away. */
  async openMessages(): Promise<readonly Voicemail[]> {
    const found = new Map(this.left);
    // What was closed in the history may have been opened again since.
    for (const id of this.changes.keys()) {
      const changed = await this.voicemail(id);
      if (changed) found.set(id, changed);
    }
    let page: readonly Voicemail[] = [];
    do {
      const before = page.at(-1)?.id;
      page = await this.parts.voicemails.list({
        states: ['new', 'heard', 'taken'],
        limit: PAGE,
        ...(before !== undefined && { before }),
      });
      for (const message of page) found.set(message.id, message);
    } while (page.length === PAGE);
    return [...found.values()].map((each) => this.asItIs(each)).filter(isOpen);
  }

  async voicemail(id: VoicemailId): Promise<Voicemail | undefined> {
    const found = (await this.parts.voicemails.find(id)) ?? this.left.get(id);
    return found && this.asItIs(found);
  }

  changeVoicemail(id: VoicemailId, to: VoicemailState, by: string): Promise<Voicemail | string | undefined> {
    return this.inTurn(async () => {
      const message = await this.voicemail(id);
      if (!message) return undefined;
      const refused = whyNot(message, to, by);
      if (refused !== null) return refused;
      if (message.state === to && message.by === by) return message;
      const at = this.parts.clock.now();
      this.lastSerial = Math.max(at, this.lastSerial + 1);
      const event: EventOf<'voicemail.changed'> = {
        id: `voicemail.e${this.lastSerial}`,
        at,
        call: message.call === '' ? null : message.call,
        type: 'voicemail.changed',
        data: { voicemail: id, box: message.box, to, by },
      };
      await this.parts.store.append([event]);
      this.observe([event]);
      this.parts.happened([event]);
      return { ...message, state: to, by, since: at };
    });
  }

  voicemailAudio(id: VoicemailId): Promise<Uint8Array | undefined> {
    return this.parts.recordings.read(id);
  }

  audible(messages: readonly Pick<Voicemail, 'id' | 'state'>[]): Promise<ReadonlySet<VoicemailId>> {
    const left = messages.filter(({ state }) => state !== 'deleted');
    return this.parts.recordings.readable(left.map(({ id }) => id));
  }

  /** A telephone asks, as of a connector: `found` is the box, or the message as it is now. */
  async find(key: string): Promise<LookupResult> {
    try {
      return await this.answer(JSON.parse(key) as BoxQuestion);
    } catch (error) {
      this.parts.log.warn('a box cannot be opened', { error });
      return { is: 'failed', why: 'the boxes cannot be read at the moment' };
    }
  }

  private async answer(question: BoxQuestion): Promise<LookupResult> {
    if (question.is === 'open') return { is: 'found', value: await this.open(question.box) };
    const { voicemail, to, by } = question;
    const changed = await this.changeVoicemail(voicemail, to, by);
    return typeof changed === 'object' ? { is: 'found', value: changed.state } : { is: 'not-found' };
  }

  private async open(box: BoxName): Promise<Json> {
    const all = await this.voicemails({ box, limit: LOOKED_THROUGH });
    const isNew = ({ state }: Voicemail): number => (state === 'new' ? 0 : 1);
    return all
      .filter(isOpen)
      .sort((a, b) => isNew(a) - isNew(b) || a.at - b.at)
      .slice(0, MOST_MESSAGES)
      .map(({ id, at, seconds, caller, state }): Message & Record<string, Json> => ({
        id,
        at,
        seconds,
        caller: { ...caller },
        state,
      }));
  }

  private asItIs(message: Voicemail): Voicemail {
    const change = this.changes.get(message.id);
    return change && (change.since ?? 0) >= (message.since ?? 0) ? { ...message, ...change } : message;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.last.then(work);
    this.last = next.catch(() => undefined);
    return next;
  }
}

const messageOf = ({ at, call, data }: EventOf<'voicemail.left'>): Voicemail => ({
  id: data.voicemail,
  call: call ?? '',
  box: data.box,
  at,
  seconds: data.seconds,
  caller: data.caller,
  state: 'new',
  by: null,
  since: null,
});

function remember<T>(known: Map<VoicemailId, T>, id: VoicemailId, what: T): void {
  known.delete(id);
  known.set(id, what);
  const [oldest] = known.keys();
  if (known.size > MOST_REMEMBERED && oldest !== undefined) known.delete(oldest);
}
