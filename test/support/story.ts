import { compileSite, type SiteFiles } from '../../src/site/compile';
import { advance, begin, type Advance } from '../../src/flow/advance';
import type { FlowCommand, LookupResult } from '../../src/flow/command';
import type { CarillonEvent, EventOf, EventType } from '../../src/domain/event';
import type { CallFacts, Media, RecordingEnd } from '../../src/domain/call';
import type { LiveFacts, Site } from '../../src/flow/office';
import type { CallEvent, Session } from '../../src/flow/session';
import { parseDuration } from '../../src/domain/time';

/** Compiles a site of a few files; a mistake in it fails the test with the whole report. */
export function siteOf(files: SiteFiles, promptMs = 1_000): Site {
  const { site, problems } = compileSite(
    {
      'site.yaml': 'site: Test\n',
      'numbers.yaml': 'numbers: {}\n',
      'queues.yaml': 'queues: {}\n',
      'agents.yaml': 'agents: {}\n',
      'schedules.yaml': 'time_zone: UTC\n',
      ...files,
    },
    () => ({ has: () => true }),
    ({ language, name }) => ({ file: `/prompts/${language}/${name}`, lengthMs: promptMs }),
  );
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (!site)
    throw new Error(
      errors.map((each) => `${each.file}:${each.line}:${each.col} ${each.code} ${each.message}`).join('\n'),
    );
  return site;
}

export const START = Date.UTC(2026, 10, 23, 10, 0);

interface Pending {
  readonly at: number;
  readonly event: CallEvent;
}

export interface StoryOptions {
  readonly flow?: string;
  readonly facts?: Partial<CallFacts>;
  readonly at?: number;
  /** What the connectors answer, by `connector:key`; what is not here never answers. */
  readonly answers?: Readonly<Record<string, { readonly after: string; readonly result: LookupResult }>>;
  /** After how many turns the node dies and comes back, if at all. */
  readonly crashAfter?: number;
  /** What is so in the centre meanwhile. */
  readonly live?: Partial<LiveFacts>;
  /** What becomes of a leg that the flow dials, by the agent or the number; where nothing is said, it rings in vain. */
  readonly dialled?: Readonly<Record<string, Dialled>>;
  /** Asterisk tells the end of no recording. */
  readonly recordingsNeverEnd?: boolean;
  /** Nobody takes a notice. */
  readonly noticesAreLost?: boolean;
}

/** A leg that answers (and talks so long), or ends with a Q.850 cause; `unreachable` is told at once. */
export type Dialled =
  | { readonly answersAfter: string; readonly talks?: string }
  | { readonly endsAfter: string; readonly cause: number }
  | 'cannot be dialled';

/**
 * One call told as a story, on a virtual clock. The session goes through JSON at every turn, as it does in Redis; with
 * `crashAfter` the node dies after that turn: what was under way is lost and the call is recovered.
 */
export class Story {
  readonly heard: string[] = [];
  readonly events: CarillonEvent[] = [];
  now: number;
  turns = 0;
  crashed = false;
  private session: Session;
  private pending: Pending[] = [];
  private readonly answers: NonNullable<StoryOptions['answers']>;
  private readonly crashAfter: number | undefined;
  private readonly dialled: NonNullable<StoryOptions['dialled']>;
  private readonly recordingsEnd: boolean;
  private readonly noticesAreTaken: boolean;

  readonly site: Site;

  constructor(compiled: Site, options: StoryOptions = {}) {
    const site: Site = { ...compiled, live: { ...compiled.live, ...options.live } };
    this.site = site;
    this.now = options.at ?? START;
    this.answers = options.answers ?? {};
    this.crashAfter = options.crashAfter;
    this.dialled = options.dialled ?? {};
    this.recordingsEnd = options.recordingsNeverEnd !== true;
    this.noticesAreTaken = options.noticesAreLost !== true;
    const flow = site.flows.get(options.flow ?? [...site.flows.keys()][0] ?? '');
    if (!flow) throw new Error(`no flow ${options.flow}`);
    const facts: CallFacts = {
      id: 'test-1.1',
      ani: '79160000009',
      name: '',
      dnis: '1000',
      diverted: '',
      trunk: 'trunk',
      channel: 'trunk',
      sipCallId: 'x@y',
      campaign: '',
      language: 'en',
      person: '',
      agent: '',
      arrivedAt: this.now,
      ...options.facts,
    };
    this.session = this.take(begin(facts, flow, site, this.now, { answered: false, visit: 0 }));
    this.settle();
  }

  get state(): Session {
    return this.session;
  }

  get ended(): boolean {
    return this.session.state.is !== 'live';
  }

  get outcome(): string {
    return this.session.state.is === 'live' ? 'live' : this.session.state.outcome;
  }

  get path(): readonly string[] {
    return this.of('flow.step').map(({ data }) => `${data.node} → ${data.exit}`);
  }

  of<T extends EventType>(type: T): readonly EventOf<T>[] {
    return this.events.filter((event): event is EventOf<T> => event.type === type);
  }

  /** Waits while nobody does anything but the clock. */
  waits(time: string): this {
    const until = this.now + (parseDuration(time) ?? NaN);
    for (let due = this.nextDue(); due !== undefined && due <= until; due = this.nextDue()) this.runTo(due);
    this.now = until;
    return this;
  }

  /** Waits until the prompts that play have been heard out. */
  hearsItOut(): this {
    for (let guard = 0; this.session.playing !== null && guard < 20; guard++) {
      const due = this.nextDue();
      if (due === undefined) break;
      this.runTo(due);
    }
    return this;
  }

  presses(keys: string): this {
    for (const digit of keys) {
      this.give({ type: 'digit', digit });
      this.settle();
    }
    return this;
  }

  hangsUp(): this {
    if (this.session.state.is === 'over') return this;
    this.give({ type: 'hung-up', by: 'them', cause: 16 });
    this.settle();
    return this;
  }

  /** Something that the floor or the telephony says. */
  happens(event: CallEvent): this {
    this.give(event);
    this.settle();
    return this;
  }

  /** The ticket the call holds, for what the floor says. */
  get ticket(): string {
    const command = this.lastCommands.findLast((each) => each.type === 'enqueue');
    if (command?.type !== 'enqueue') throw new Error('the call is in no queue');
    return command.ticket.id;
  }

  /** The leg that the flow dialled last, and the bridge it was put into, if it was. */
  get leg(): string {
    return this.idOfLast('dial');
  }

  get bridge(): string {
    return this.idOfLast('connect');
  }

  get recording(): string {
    return this.idOfLast('record');
  }

  /** The recording that goes on ends: what was said is so long. */
  recorded(length: string, by: RecordingEnd = 'key'): this {
    return this.happens({
      type: 'recorded',
      command: this.recording,
      durationMs: parseDuration(length) ?? NaN,
      by,
    });
  }

  private idOfLast(type: FlowCommand['type']): string {
    const command = this.lastCommands.findLast((each) => each.type === type);
    if (!command) throw new Error(`nothing was asked for by ${type}`);
    return command.id;
  }

  agentAnswers(agent = 'anna', leg = 'test-1.1.a1'): this {
    return this.happens({ type: 'agent-answered', ticket: this.ticket, agent, leg });
  }

  agentHangsUp(leg = 'test-1.1.a1'): this {
    return this.happens({ type: 'agent-left', ticket: this.ticket, leg, waiting: false });
  }

  /** The node dies now and comes back after this long; the caller is still there. */
  crashes(away = '0s', alive: readonly string[] = []): this {
    this.crashed = true;
    this.heard.push('— crash —');
    this.pending = [];
    this.now += parseDuration(away) ?? NaN;
    this.give({ type: 'recovered', alive });
    this.settle();
    return this;
  }

  private readonly lastCommands: FlowCommand[] = [];

  /** All that the call asked for, oldest first. */
  get commands(): readonly FlowCommand[] {
    return this.lastCommands;
  }

  private nextDue(): number | undefined {
    if (this.session.state.is === 'over') return undefined;
    return Math.min(this.session.deadline, ...this.pending.map(({ at }) => at));
  }

  /** Goes to the instant at which something is due, and lets it happen. */
  private runTo(due: number): void {
    this.now = Math.max(this.now, due);
    const index = this.pending.findIndex(({ at }) => at <= this.now);
    const [next] = index >= 0 ? this.pending.splice(index, 1) : [];
    this.give(next?.event ?? { type: 'deadline' });
    this.settle();
  }

  private settle(): void {
    for (let guard = 0; guard < 100; guard++) {
      const index = this.pending.findIndex(({ at }) => at <= this.now);
      if (index < 0 || this.session.state.is === 'over') return;
      const [next] = this.pending.splice(index, 1);
      if (next) this.give(next.event);
    }
    throw new Error('the story does not settle');
  }

  private give(event: CallEvent): void {
    const before = JSON.stringify(this.session);
    this.session = this.take(advance(JSON.parse(before) as Session, event, this.site, this.now));
  }

  private take(result: Advance): Session {
    this.turns++;
    this.events.push(...result.events);
    const session = JSON.parse(JSON.stringify(result.session)) as Session;
    if (this.crashAfter === this.turns && session.state.is !== 'over') {
      this.lastCommands.push(...result.commands);
      this.crashed = true;
      this.heard.push('— crash —');
      this.pending = [{ at: this.now, event: { type: 'recovered', alive: [] } }];
      return session;
    }
    for (const command of result.commands) this.obey(command);
    return session;
  }

  private lengthOf(media: Media, language: string): number {
    switch (media.is) {
      case 'prompt':
        return this.site.promptMs(media.name, language) ?? 500;
      case 'text':
        return media.text.length * 60;
      case 'silence':
        return media.ms;
      case 'recording':
        return 1_000;
    }
  }

  private recordingSince = 0;

  private recordingEnds(ms: number, recording: string, durationMs: number, by: RecordingEnd): void {
    if (this.recordingsEnd) this.later(ms, { type: 'recorded', command: recording, durationMs, by });
  }

  private ringsAt(who: string, leg: string, ringForMs: number): void {
    const fate = this.dialled[who];
    if (fate === 'cannot be dialled') {
      this.later(0, { type: 'failed', command: leg, why: 'Asterisk would not' });
      return;
    }
    this.later(0, { type: 'leg-ringing', leg });
    if (!fate) this.later(ringForMs, { type: 'leg-ended', leg, by: 'them', cause: 19 });
    else if ('endsAfter' in fate)
      this.later(parseDuration(fate.endsAfter) ?? NaN, { type: 'leg-ended', leg, by: 'them', cause: fate.cause });
    else {
      const answersAfter = parseDuration(fate.answersAfter) ?? NaN;
      this.later(answersAfter, { type: 'leg-answered', leg });
      if (fate.talks !== undefined)
        this.later(answersAfter + (parseDuration(fate.talks) ?? NaN), {
          type: 'leg-ended',
          leg,
          by: 'them',
          cause: 16,
        });
    }
  }

  private later(ms: number, event: CallEvent): void {
    this.pending.push({ at: this.now + ms, event });
  }

  private answer(command: string, question: string): void {
    const answer = this.answers[question];
    if (answer) this.later(parseDuration(answer.after) ?? NaN, { type: 'looked-up', command, result: answer.result });
  }

  private obey(command: FlowCommand): void {
    this.lastCommands.push(command);
    switch (command.type) {
      case 'answer':
        this.heard.push('answer');
        this.later(0, { type: 'done', command: command.id });
        return;
      case 'play': {
        const { fromMs = 0 } = command;
        this.heard.push(`play ${command.media.map(shown).join(', ')}${fromMs > 0 ? ` from ${fromMs} ms` : ''}`);
        const ms = -fromMs + command.media.reduce((sum, each) => sum + this.lengthOf(each, command.language), 0);
        this.later(ms, { type: 'done', command: command.id });
        return;
      }
      case 'stop-playing': {
        this.heard.push('stop-playing');
        this.pending = this.pending.filter(({ event }) => !('command' in event) || event.command !== command.playback);
        this.later(0, { type: 'done', command: command.playback });
        return;
      }
      case 'music':
        this.heard.push(`music ${command.class}`);
        return;
      case 'lookup': {
        this.heard.push(`ask ${command.connector} ${command.key}`);
        this.answer(command.id, `${command.connector}:${command.key}`);
        return;
      }
      case 'fetch': {
        const { method, url, body } = command.request;
        this.heard.push(`fetch ${method} ${url}${body === null ? '' : ` ${JSON.stringify(body)}`}`);
        this.answer(command.id, `fetch:${url}`);
        return;
      }
      case 'enqueue':
        this.heard.push(`enqueue ${command.ticket.queue}`);
        this.later(0, { type: 'queued', ticket: command.ticket.id, position: 1 });
        return;
      case 'ask-position':
        this.later(0, { type: 'position', ticket: command.ticket, position: 2 });
        return;
      case 'connect':
        this.heard.push(`connect ${command.leg}`);
        this.later(0, { type: 'done', command: command.id });
        return;
      case 'set-agent-state':
        this.heard.push(`set ${command.agent} ${command.to}`);
        this.later(0, { type: 'agent-state-set', command: command.id, refused: null });
        return;
      case 'wrap-up':
      case 'sign-in-to-queue':
      case 'disposition':
        this.heard.push(`${command.type} ${command.agent}`);
        this.later(0, { type: 'agent-state-set', command: command.id, refused: null });
        return;
      case 'reject':
        this.heard.push(`reject ${command.cause}`);
        this.later(0, { type: 'hung-up', by: 'us', cause: null });
        return;
      case 'hangup':
        this.heard.push(command.cause === undefined ? 'hangup' : `hangup ${command.cause}`);
        this.later(0, { type: 'hung-up', by: 'us', cause: null });
        return;
      case 'leave-queue':
        this.heard.push(`leave-queue ${command.reason}`);
        return;
      case 'report-bridge':
        this.heard.push(command.done ? 'talking' : 'no bridge');
        return;
      case 'send-keys':
        this.heard.push(`keys ${command.keys}${command.leg === null ? '' : ` to ${command.leg}`}`);
        return;
      case 'ring':
        this.heard.push('ring');
        return;
      case 'dial': {
        const { to } = command;
        const who = to.is === 'agent' ? to.agent : to.number;
        this.heard.push(
          `dial ${who}${to.is === 'number' ? ` over ${to.trunk}` : ''}${command.early === null ? '' : ', heard early'}`,
        );
        this.ringsAt(who, command.id, command.ringForMs);
        return;
      }
      case 'drop-leg':
        this.heard.push('drop-leg');
        this.pending = this.pending.filter(({ event }) => !('leg' in event) || event.leg !== command.leg);
        this.later(0, { type: 'leg-ended', leg: command.leg, by: 'us', cause: 16 });
        return;
      case 'notify':
        this.heard.push(`${command.by} to ${command.to}`);
        if (this.noticesAreTaken) this.later(0, { type: 'done', command: command.id });
        return;
      case 'redirect':
        this.heard.push(`redirect ${command.to}`);
        return;
      case 'record':
        this.heard.push(`record${command.beep ? ' after the beep' : ''}`);
        this.recordingSince = this.now;
        this.recordingEnds(command.maxMs, command.id, command.maxMs, 'max');
        return;
      case 'stop-recording':
        this.heard.push('stop-recording');
        this.pending = this.pending.filter(({ event }) => !('command' in event) || event.command !== command.recording);
        this.recordingEnds(0, command.recording, this.now - this.recordingSince, 'stopped');
        return;
      case 'set-override':
        this.heard.push(`override ${command.schedule} ${command.to ?? 'hours'}`);
        this.later(0, { type: 'override-set', command: command.id, refused: null });
        return;
      case 'stop-music':
      case 'disconnect':
      case 'to-fallback':
        this.heard.push(command.type);
        return;
      // Nobody is here who would answer: that is in the stories of the office.
      case 'ask-callback':
      case 'cancel-callback':
      case 'change-list':
      case 'pin-tried':
        return;
    }
  }
}

function shown(media: Media): string {
  switch (media.is) {
    case 'text':
      return `“${media.text}”`;
    case 'silence':
      return `silence ${media.ms}`;
    case 'prompt':
    case 'recording':
      return media.name;
  }
}

/** The most turns that a silent call may take to its end, and how long that may last. */
const SILENT_TURNS = 5_000;

/** Lets the call alone: nothing comes from the caller, the floor or anybody. Says how it ended, or that it did not. */
export function leftAlone(story: Story): string {
  for (let turn = 0; turn < SILENT_TURNS && story.state.state.is !== 'over'; turn++) story.waits('10m');
  return story.state.state.is === 'over' ? story.outcome : 'still going on';
}
