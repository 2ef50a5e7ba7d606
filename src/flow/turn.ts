import type { CallFacts, CallOutcome, Media } from '../domain/call';
import type { EventData, EventType } from '../domain/event';
import { partId, type CommandId, type LegId, type Part } from '../domain/ids';
import type { Json } from '../domain/json';
import type { TicketRequest } from '../domain/queue';
import type { Instant, Millis } from '../domain/time';
import type { FlowCommand } from './command';
import type { Scope } from './expression';
import { isFact } from './expression-facts';
import { NO_FLOW, type Flow } from './flow';
import type { Office } from './office';
import type { Ending, Session } from './session';
import { asked, factOf, lengthOf } from './turn-facts';
import { isPromptName, type Cel, type PromptName, type Template } from './values';

/** Asterisk may never say that a prompt ended (a missing file, a lost event): then we go on after this much more. */
const PLAYBACK_NET_MS = 3_000;
/** Asterisk confirms an ending at once; if it does not, we ask again. */
export const GONE_WITHIN_MS = 5_000;
export const MASK = '••••';
const ASKS_WAIT = /\bwait\s*\.\s*expected\b/;

export interface Noted {
  readonly type: EventType;
  readonly data: EventData[EventType];
  readonly at: Instant;
}

/**
 * One step of a call in its flow: what the step may read, and where it puts what it wants done. Nothing is done before
 * the turn is over and saved.
 */
export class Turn {
  readonly commands: FlowCommand[] = [];
  readonly noted: Noted[] = [];
  /** A copy of its own, changed in place: turns are many, and each changes a dozen times. */
  private readonly draft: { -readonly [K in keyof Session]: Session[K] };
  /** Flows that run above the one that is asked (see `frames.lift`). */
  held = 0;
  /** An expression of this turn has asked how long the wait will be. */
  askedWait = false;

  constructor(
    session: Session,
    readonly office: Office,
    readonly now: Instant,
  ) {
    this.draft = { ...session };
  }

  /** The innermost flow. A call can always end, also one whose flow is lost. */
  get flow(): Flow {
    return this.office.flows.get(this.draft.flow) ?? NO_FLOW;
  }

  /** Whether a flow runs on top of the step that is asked. */
  get hosting(): boolean {
    return this.held > 0;
  }

  get session(): Session {
    return this.draft;
  }

  get call(): CallFacts {
    return this.draft.call;
  }

  change(part: Partial<Session>): void {
    Object.assign(this.draft, part);
  }

  newId(part: Part): string {
    this.draft.serial += 1;
    return partId(this.draft.call.id, part, this.draft.serial);
  }

  note<T extends EventType>(type: T, data: EventData[T], at = this.now): void {
    this.noted.push({ type, data, at });
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
    this.change({ state: { is: 'ending', outcome, ending, asked: 1 }, due: deadline });
    return deadline;
  }

  /** Plays a list of media in one go, the first `fromMs` later. Returns the playback's id and by when its end is due at the latest. */
  play(media: readonly Media[], fromMs: Millis = 0): { readonly playback: CommandId; readonly until: Instant } {
    const { language } = this.call;
    if (media.length === 0) return { playback: '', until: this.now };
    const playback = this.newId('playback');
    this.stopPlaying();
    const from = fromMs > 0 && { fromMs };
    this.commands.push({ type: 'play', id: playback, media: this.withFiles(media), language, ...from });
    if (this.draft.tune !== null)
      this.commands.push({ type: 'music', id: this.newId('command'), class: this.draft.tune });
    this.change({ playing: playback });
    this.note('flow.play', { node: this.draft.node, command: playback, media, language, ...from });
    const length = lengthOf(media, this.office, this.call.language) - fromMs;
    return { playback, until: this.now + Math.max(0, length) + PLAYBACK_NET_MS };
  }

  stopPlaying(): void {
    const { playing } = this.draft;
    if (playing === null) return;
    this.commands.push({ type: 'stop-playing', id: this.newId('command'), playback: playing });
    this.change({ playing: null });
  }

  /** Music for as long as the step lasts, below whatever is played. */
  startMusic(musicClass: string): void {
    this.change({ music: musicClass });
    this.tune(true);
  }

  stopMusic(): void {
    this.change({ music: null });
    this.tune();
  }

  /** Lets be heard what the innermost step wants, or else the steps that run its flow. */
  tune(again = false): void {
    const { music, below, tune } = this.draft;
    const wanted = music ?? below.findLast((frame) => frame.music !== null)?.music ?? null;
    if (wanted === tune && !(again && wanted !== null)) return;
    if (wanted === null) this.commands.push({ type: 'stop-music', id: this.newId('command') });
    else this.commands.push({ type: 'music', id: this.newId('command'), class: wanted });
    this.change({ tune: wanted });
  }

  /** After we were away: the command that ended a music may be lost. One that ought to play its step starts again. */
  silenceForgotten(): void {
    const { tune, state, talking } = this.draft;
    if (tune === null && state.is === 'live' && !talking)
      this.commands.push({ type: 'stop-music', id: this.newId('command') });
  }

  /** Puts the caller and another leg together; `done` comes when they can talk. */
  connect(bridge: CommandId, leg: LegId): void {
    this.stopPlaying();
    this.stopMusic();
    if (this.draft.tune !== null) {
      // Music of a flow further out would go on below the talk.
      this.commands.push({ type: 'stop-music', id: this.newId('command') });
      this.change({ tune: null });
    }
    this.commands.push({ type: 'connect', id: bridge, leg });
    this.change({ bridge, talking: true });
  }

  /** Takes a bridge down; without a name that in which the caller is. */
  disconnect(bridge = this.draft.bridge): void {
    if (bridge === null) return;
    this.commands.push({ type: 'disconnect', id: this.newId('command'), bridge });
    if (this.draft.bridge === bridge) this.change({ bridge: null, talking: false });
  }

  ask(command: FlowCommand): void {
    this.commands.push(command);
  }

  /** `name` is who the agent sees is calling. */
  enqueue(ticket: Omit<TicketRequest, 'call' | 'caller' | 'facts'>, name = this.call.name): void {
    const { id, ani, dnis, language, campaign } = this.call;
    const facts = { ani, dnis, language, campaign, tags: this.session.tags };
    const { id: _, ...wait } = ticket;
    this.change({ lastWait: { facts, ...wait }, promised: false });
    this.ask({
      type: 'enqueue',
      id: this.newId('command'),
      ticket: { call: id, caller: { number: ani, name }, facts, ...ticket },
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
    if (heard === 'match' && !secret) this.change({ keys });
  }

  // ── facts ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  set(name: string, value: Json): void {
    if (this.flow.secrets.has(name)) {
      this.setSecret(name, value);
      return;
    }
    this.change({ vars: { ...this.draft.vars, [name]: value } });
    this.note('flow.variable', { node: this.draft.node, name, value });
  }

  private setSecret(name: string, value: Json): void {
    const { sealed } = this.draft;
    this.change({ sealed: { ...sealed, vars: { ...sealed.vars, [name]: value } } });
    this.note('flow.variable', { node: this.draft.node, name, value: MASK });
  }

  /** The expression's value; where it has none, the problem is noted and `otherwise` stands for it. */
  evaluate(cel: Cel, otherwise: Json, more: Scope = {}): Json {
    const expression = this.flow.expressions.get(cel.source);
    if (!expression) throw new Error(`${this.flow.name}: the expression ${cel.source} was not compiled`);
    this.askedWait ||= expression.names.has('wait') && ASKS_WAIT.test(cel.source);
    const result = expression.evaluate(
      this.scope(expression.names, more),
      asked(this.office, this.now, this.session.call),
    );
    if ('value' in result) return result.value;
    // A message may quote a value: of a secret, or of what is being checked and may be one.
    const secret = [...expression.names].some((name) => this.flow.secrets.has(name) || Object.hasOwn(more, name));
    this.problem(secret ? `${cel.source}: has no value` : result.problem);
    return otherwise;
  }

  /** The text with its expressions worked out; `encode` is for what they put in. */
  text(template: Template, encode = (put: string) => put): string {
    return template.parts
      .map((part) => (typeof part === 'string' ? part : encode(spoken(this.evaluate(part, '')))))
      .join('');
  }

  prompts(names: readonly PromptName[]): readonly Media[] {
    return names.flatMap((written) => {
      const name = this.text(written);
      if (isPromptName(name)) return [{ is: 'prompt', name } as const];
      this.problem(`${written.source}: comes to no prompt name`);
      return [];
    });
  }

  /** What an expression may see, as far as it looks. */
  private scope(names: ReadonlySet<string>, more: Scope): Scope {
    const { vars, sealed } = this.draft;
    const scope: Scope = {};
    for (const name of names)
      if (Object.hasOwn(more, name)) scope[name] = more[name];
      else if (isFact(name)) scope[name] = factOf(name, this.draft, this.office, this.now);
      else if (Object.hasOwn(sealed.vars, name)) scope[name] = sealed.vars[name];
      else if (Object.hasOwn(vars, name)) scope[name] = vars[name];
    return scope;
  }

  /** The command says itself which file each prompt is in this version of the site; the history keeps the names. */
  private withFiles(media: readonly Media[]): readonly Media[] {
    return media.map((each) => {
      const file = each.is === 'prompt' ? this.office.promptFile(each.name, this.call.language) : undefined;
      return file === undefined ? each : { file, ...each };
    });
  }
}

const spoken = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
