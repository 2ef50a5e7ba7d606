import type { CarillonEvent, EventOf } from '../domain/event';
import type { CallId } from '../domain/ids';
import type { Json } from '../domain/json';
import type { RecordingFiles } from '../engine/ports/history';
import type { Store } from '../engine/ports/state';
import type { Notice, NoticeAttempt, NoticeSender, Sent } from '../engine/ports/work';
import type { Clock, Log } from '../engine/ports/world';

export interface NoticeParts {
  /** The ways out that are set up; the others are named with what is missing. */
  readonly senders: Readonly<Record<Notice['by'], NoticeSender | { readonly missing: string }>>;
  readonly recordings: Pick<RecordingFiles, 'read'>;
  readonly store: Pick<Store, 'append'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly happened: (events: readonly CarillonEvent[]) => void;
}

/** A recording that is not there by then goes without. */
const RECORDING_WITHIN_ATTEMPTS = 2;

/** Sends notices, and tells the history of the call how each ended. */
export class NoticeOffice {
  private last: Promise<unknown> = Promise.resolve();
  private lastSerial = 0;

  constructor(private readonly parts: NoticeParts) {}

  /** One attempt. What is refused for good, is too old or was tried often enough is given up. */
  async deliver(attempt: NoticeAttempt): Promise<'sent' | 'given-up' | 'again'> {
    const { call, notice, attempt: number, last } = attempt;
    const result = await this.attempt(attempt);
    if (result.is === 'sent') {
      await this.tell(call, notice, { how: 'sent', why: '', attempts: number });
      return 'sent';
    }
    const fields = { callId: call, notice: notice.id, by: notice.by, attempt: number, why: result.why };
    if (result.is === 'failed' && !last) {
      this.parts.log.info('a notice is tried again later', fields);
      return 'again';
    }
    this.parts.log.warn('a notice is given up', fields);
    await this.tell(call, notice, { how: 'failed', why: result.why, attempts: number });
    return 'given-up';
  }

  private async attempt({ call, notice, attempt, isTooOld }: NoticeAttempt): Promise<Sent> {
    if (isTooOld) return { is: 'refused', why: 'it is older than a day' };
    const sender = this.parts.senders[notice.by];
    if ('missing' in sender) return { is: 'refused', why: `${sender.missing} is not set` };
    const { id, to, subject, text, data, recording } = notice;
    try {
      const bytes = recording === null ? undefined : await this.parts.recordings.read(recording);
      if (recording !== null && !bytes && attempt <= RECORDING_WITHIN_ATTEMPTS)
        return { is: 'failed', why: 'its recording is not there yet' };
      const attachment = bytes && recording !== null ? { name: `${recording}.wav`, bytes } : null;
      return await sender.send({ id, call, to, subject, text, data: fieldsOf(data), attachment });
    } catch (error) {
      this.parts.log.error('a notice could not be made', { callId: call, notice: id, error });
      return { is: 'failed', why: 'it could not be made' };
    }
  }

  /** One after the other: the store drops what comes after a later number. What is sent is sent, whatever becomes of this. */
  private tell(
    call: CallId,
    { id, by, to }: Notice,
    ended: Pick<EventOf<'notice.ended'>['data'], 'how' | 'why' | 'attempts'>,
  ): Promise<void> {
    const { store, clock, log, happened } = this.parts;
    const next = this.last.then(async () => {
      const at = clock.now();
      this.lastSerial = Math.max(at, this.lastSerial + 1);
      const event: EventOf<'notice.ended'> = {
        id: `notice.e${this.lastSerial}`,
        at,
        call: call === '' ? null : call,
        type: 'notice.ended',
        data: { notice: id, by, to: masked(to), ...ended },
      };
      try {
        await store.append([event]);
        happened([event]);
      } catch (error) {
        log.error('the end of a notice could not be recorded', { callId: call, notice: id, how: ended.how, error });
      }
    });
    this.last = next;
    return next;
  }
}

const fieldsOf = (data: Json): Readonly<Record<string, Json>> =>
  typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as Readonly<Record<string, Json>>) : {};

/** `a…@example.com`, `…0009`, the host of an address: enough to know it again. */
export function masked(to: string): string {
  if (/^https?:/.test(to)) return /^https?:\/\/[^/?#]+/.exec(to)?.[0].replace(/\/\/[^@]*@/, '//') ?? '…';
  const [name = '', host] = to.split('@');
  return host === undefined ? `…${to.slice(-4)}` : `${name.slice(0, 1)}…@${host}`;
}
