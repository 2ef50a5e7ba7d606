import type { CallFacts, CallOutcome, Media } from '../domain/call';
import type { EventData, EventType } from '../domain/event';
import { partId, type CommandId, type LegId, type Part } from '../domain/ids';
import type { Json } from '../domain/json';
import type { TicketRequest } from '../domain/queue';
import type { Instant, Millis } from '../domain/time';
import type { FlowCommand } from './command';
import type { Scope } from './expression';
import type { Flow } from './flow';
import type { Office } from './office';
import { dayPartAt, wallClock } from './schedule';
import type { Ending, Session } from './session';
import { isPromptName, type Cel, type PromptName, type Template } from './values';

/** A prompt whose recording is missing gets this long; a number that is spoken, too. */
const UNKNOWN_PROMPT_MS = 5_000;
/** Asterisk may never say that a prompt ended (a missing file, a lost event): then we go on after this much more. */
const PLAYBACK_NET_MS = 3_000;
/** Asterisk confirms an ending at once; if it does not, we ask again. */
export const GONE_WITHIN_MS = 5_000;
export const MASK = '••••';

export interface Noted {
  readonly type: EventType;
  readonly data: EventData[EventType];
}

/**
 * One step of a call in its flow: what the step may read, and where it puts what it wants done. Nothing is done before
 * the turn is over and saved.
 */
export class Turn {
  readonly commands: FlowCommand[] = [];
  readonly noted: Noted[] = [];
  private draft: Session;

  constructor(
    session: Session,
    readonly flow: Flow,
    readonly office: Office,
    readonly now: Instant,
  ) {
    this.draft = session;
  }

  get session(): Session {
    return this.draft;
  }

  get call(): CallFacts {
    return this.draft.call;
  }

  change(part: Partial<Session>): void {
    this.draft = { ...this.draft, ...part };
  }

  newId(part: Part): string {
    const serial = this.draft.serial + 1;
    this.change({ serial });
    return partId(this.draft.call.id, part, serial);
  }

  note<T extends EventType>(type: T, data: EventData[T]): void {
    this.noted.push({ type, data });
  }

  problem(what: string): void {
    this.note('flow.problem', { node: this.draft.node, what });
  }

  // ── asking the telephony ──────────────────────────────────────────────────────────────────────────────────────────

  answer(): CommandId {
    const id = this.newId('command');
    this.commands.push({ type: 'answer', id });
    return id;
  }

  /** Answers without waiting for it: what follows may be heard as early media for a moment. */
  answerNow(): void {
    this.answer();
    this.change({ answered: true });
    this.note('call.answered', {});
  }

  /**
   * Asks for the end of the call, and goes on asking until it is gone. What a step asks for after this is not heard.
   */
  end(ending: Ending, outcome: CallOutcome): Instant {
    this.ask({ ...ending, id: this.newId('command') });
    const deadline = this.now + GONE_WITHIN_MS;
    this.change({ state: { is: 'ending', outcome, ending, asked: 1 }, deadline });
    return deadline;
  }

  /** Plays a list of media in one go. Returns the playback's id and by when its end is due at the latest. */
  play(media: readonly Media[]): { readonly playback: CommandId; readonly until: Instant } {
    const { language } = this.call;
    if (media.length === 0) return { playback: '', until: this.now };
    const playback = this.newId('playback');
    this.stopPlaying();
    this.commands.push({ type: 'play', id: playback, media, language });
    if (this.draft.music !== null)
      this.commands.push({ type: 'music', id: this.newId('command'), class: this.draft.music });
    this.change({ playing: playback });
    this.note('flow.play', { node: this.draft.node, command: playback, media, language });
    return { playback, until: this.now + this.lengthOf(media) + PLAYBACK_NET_MS };
  }

  stopPlaying(): void {
    const { playing } = this.draft;
    if (playing === null) return;
    this.commands.push({ type: 'stop-playing', id: this.newId('command'), playback: playing });
    this.change({ playing: null });
  }

  startMusic(musicClass: string): void {
    this.commands.push({ type: 'music', id: this.newId('command'), class: musicClass });
    this.change({ music: musicClass });
  }

  stopMusic(): void {
    if (this.draft.music === null) return;
    this.commands.push({ type: 'stop-music', id: this.newId('command') });
    this.change({ music: null });
  }

  /** Puts the caller and another leg together; `done` comes when they can talk. */
  connect(bridge: CommandId, leg: LegId): void {
    this.stopPlaying();
    this.stopMusic();
    this.commands.push({ type: 'connect', id: bridge, leg });
    this.change({ bridge });
  }

  disconnect(): void {
    const { bridge } = this.draft;
    if (bridge === null) return;
    this.commands.push({ type: 'disconnect', id: this.newId('command'), bridge });
    this.change({ bridge: null });
  }

  ask(command: FlowCommand): void {
    this.commands.push(command);
  }

  enqueue(ticket: Omit<TicketRequest, 'call' | 'caller'>): void {
    const { id, ani, name } = this.call;
    this.ask({
      type: 'enqueue',
      id: this.newId('command'),
      ticket: { ...ticket, call: id, caller: { number: ani, name } },
    });
  }

  // ── digits ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Drops the first digits that were typed, or all. */
  forgetDigits(howMany = Infinity): void {
    const { sealed } = this.draft;
    this.change({ sealed: { ...sealed, typed: sealed.typed.slice(howMany) } });
  }

  input(heard: 'match' | 'no-match' | 'no-input', keys: string, secret = false): void {
    this.note('flow.input', { node: this.draft.node, heard, keys: secret && keys !== '' ? MASK : keys });
  }

  // ── facts ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  set(name: string, value: Json): void {
    if (this.flow.secrets.has(name)) {
      this.setSecret(name, typeof value === 'string' ? value : JSON.stringify(value));
      return;
    }
    this.change({ vars: { ...this.draft.vars, [name]: value } });
    this.note('flow.variable', { node: this.draft.node, name, value });
  }

  setSecret(name: string, value: string): void {
    const { sealed } = this.draft;
    this.change({ sealed: { ...sealed, vars: { ...sealed.vars, [name]: value } } });
    this.note('flow.variable', { node: this.draft.node, name, value: MASK });
  }

  /** The expression's value; where it has none, the problem is noted and `otherwise` stands for it. */
  evaluate(cel: Cel, otherwise: Json, more: Scope = {}): Json {
    const expression = this.flow.expressions.get(cel.source);
    if (!expression) throw new Error(`${this.flow.name}: the expression ${cel.source} was not compiled`);
    const result = expression.evaluate({ ...this.scope(), ...more });
    if ('value' in result) return result.value;
    // A message may quote a value: of a secret, or of what is being checked and may be one.
    const secret = [...expression.names].some((name) => this.flow.secrets.has(name) || Object.hasOwn(more, name));
    this.problem(secret ? `${cel.source}: has no value` : result.problem);
    return otherwise;
  }

  text(template: Template): string {
    return template.parts.map((part) => (typeof part === 'string' ? part : spoken(this.evaluate(part, '')))).join('');
  }

  prompts(names: readonly PromptName[]): readonly Media[] {
    return names.flatMap((written) => {
      const name = this.text(written);
      if (isPromptName(name)) return [{ is: 'prompt', name } as const];
      this.problem(`${written.source}: comes to no prompt name`);
      return [];
    });
  }

  private scope(): Scope {
    const { call, vars, sealed } = this.draft;
    const { dayParts } = this.office;
    return {
      ...vars,
      ...sealed.vars,
      call: { ...call, waited: (this.now - call.arrivedAt) / 1000 },
      now: wallClock(dayParts.timeZone, this.now),
      daypart: dayPartAt(dayParts, this.now),
      lists: this.office.listsAt(this.now),
    };
  }

  private lengthOf(media: readonly Media[]): Millis {
    let sum = 0;
    for (const each of media)
      sum +=
        (each.is === 'prompt' ? this.office.promptMs(each.name, this.call.language) : undefined) ?? UNKNOWN_PROMPT_MS;
    return sum;
  }
}

const spoken = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
