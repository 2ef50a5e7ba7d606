import type { CallId } from '../domain/ids';
import type { FloorCommand, ListCommand, NotifyCommand, OverrideCommand, PinCommand } from '../flow/command';
import type { CallEvent, Session } from '../flow/session';
import type { EntryBook } from './entry-book';
import type { FloorActor } from './floor-actor';
import type { PinLockBook } from './pin-lock-book';
import type { Notices } from './ports/work';
import type { Log } from './ports/world';

export interface ErrandParts {
  readonly log: Log;
  readonly notices?: Notices;
  /** Sets or takes back what holds by hand: why not, or `null` when it is done. */
  readonly setOverride?: (command: OverrideCommand, by: Session | null) => Promise<string | null>;
  /** What is added to lists while the centre runs. */
  readonly entries?: Pick<EntryBook, 'added' | 'change'>;
  /** Wrong PINs, counted over calls. */
  readonly pins?: Pick<PinLockBook, 'standing' | 'tried'>;
}

/** Who sent us, and is told how it went. */
export interface Sender {
  readonly id: CallId;
  readonly session: Session | null;
  post(event: CallEvent): void;
}

/** What calls ask of the rest of the house beside the telephony; each errand is answered by one event. */
export class Errands {
  constructor(
    private readonly parts: ErrandParts,
    private readonly floor: () => FloorActor,
  ) {}

  async notify(command: NotifyCommand, from: Sender): Promise<void> {
    const { notices, log } = this.parts;
    try {
      if (!notices) throw new Error('nothing sends notices here');
      await notices.send(from.id, command);
      from.post({ type: 'done', command: command.id });
    } catch (error) {
      log.error('a notice could not be sent', { callId: from.id, by: command.by, error });
      from.post({ type: 'failed', command: command.id, why: 'the notice could not be sent' });
    }
  }

  async override(command: OverrideCommand, from: Sender): Promise<void> {
    const { setOverride, log } = this.parts;
    let refused: string | null = 'overrides are not kept here';
    try {
      if (setOverride) refused = await setOverride(command, from.session);
    } catch (error) {
      log.error('an override could not be saved', { callId: from.id, schedule: command.schedule, error });
      refused = 'it could not be saved';
    }
    from.post({ type: 'override-set', command: command.id, refused });
  }

  async changeList(command: ListCommand, from: Sender): Promise<void> {
    const { entries, log } = this.parts;
    let refused: string | null = 'nothing that is added to lists is kept here';
    try {
      if (entries) refused = await entries.change(command, from.id);
    } catch (error) {
      log.error('an entry of a list could not be saved', { callId: from.id, list: command.list, error });
      refused = 'it could not be saved';
    }
    from.post({ type: 'list-changed', command: command.id, refused });
  }

  countPin(command: PinCommand, from: Sender): void {
    this.parts.pins?.tried(command, from.id);
  }

  toFloor(command: FloorCommand, from: Sender): void {
    if (command.type === 'ask-callback') {
      this.floor().post({ ...command, from: from.id });
      return;
    }
    if (!('agent' in command)) {
      this.floor().post(command);
      return;
    }
    const { id, ...asked } = command;
    void this.floor()
      .request({ ...asked, by: 'phone' })
      .then((refused) => from.post({ type: 'agent-state-set', command: id, refused }));
  }
}
