import type { AgentView } from '../../engine/use-cases';
import type { Api } from '../api';
import { Failure } from '../failure';
import { listenToKeyboard } from '../keyboard';
import { stateInWords } from '../lists';
import type { ShownEvent } from '../shown-event';
import type { Terminal } from '../terminal';
import { clock, timesOf } from '../times';
import type { SoftPhone, World } from '../world';
import type { DeskOptions } from './command';
import { Dialled } from './dialled';
import { DeskLine, type Colour } from './line';
import { orderOfKey, orderOfLine, ORDERS, type Order } from './orders';

const TICK_MS = 200;

export interface DeskParts {
  readonly world: World;
  readonly api: Api;
  readonly phone: SoftPhone;
  readonly terminal: Terminal;
  readonly agent: AgentView;
  readonly options: DeskOptions;
}

/** An agent's desk: one phone with one line, and the agent's own state. */
export class Desk {
  private agent: AgentView;
  private readonly line: DeskLine;
  private readonly dialled = new Dialled();
  /** The agent was signed in from here, and so is signed out from here. */
  private signedInHere = false;
  private quit: () => void = () => undefined;

  constructor(private readonly parts: DeskParts) {
    this.agent = parts.agent;
    const { phone, world, options } = parts;
    this.line = new DeskLine({
      phone,
      world,
      autoAnswer: options.autoAnswer,
      say: (colour, text) => this.say(colour, text),
    });
  }

  async run(): Promise<void> {
    const { world, api, phone, terminal, options } = this.parts;
    const stop = new AbortController();
    const done = new Promise<void>((resolve) => (this.quit = resolve));
    terminal.line(terminal.colours.dim(ORDERS));
    const stopListening = phone.onIncoming((call) => this.line.incoming(call));
    phone.events.on('registration-lost', (why) => this.say('yellow', `the registration is lost: ${why.message}`));
    const following = api.follow(
      undefined,
      {
        onEvent: (event) => this.happened(event),
        onLink: (up) => void this.linkChanged(up),
      },
      stop.signal,
    );
    following.catch((error: unknown) => this.trouble(error));
    const stopKeys = listenToKeyboard(world.stdin, {
      onKey: (key) => this.key(key),
      onLine: (line) => this.give(orderOfLine(line)),
    });
    const stopSignals = world.onInterrupt(() => this.quit());
    const ticking = setInterval(() => this.tick(), TICK_MS);
    if (options.available) this.give({ is: 'state', to: 'available', reason: '' });
    await done;
    clearInterval(ticking);
    stopKeys();
    stopSignals();
    stopListening();
    stop.abort();
    terminal.status('');
    await this.signOut();
  }

  private key(key: string): void {
    const { line, dialled } = this;
    if (line.isTalking && /^[0-9*#]$/.test(key)) {
      this.give({ is: 'press', keys: key });
      return;
    }
    const { taken, dial } = line.isFree ? dialled.key(key) : { taken: false };
    if (dial !== undefined) this.give({ is: 'dial', number: dial });
    else if (!taken) this.give(orderOfKey(key));
    this.tick();
  }

  private give(order: Order | undefined): void {
    const { line } = this;
    switch (order?.is) {
      case undefined:
        return;
      case 'answer':
        line.answer();
        return;
      case 'decline':
        line.decline();
        return;
      case 'hang-up':
        line.hangUp();
        return;
      case 'press':
        line.press(order.keys);
        return;
      case 'dial':
        line.dial(order.number);
        return;
      case 'state':
        void this.setState(order);
        return;
      case 'quit':
        this.quit();
        return;
      case 'help':
        this.say('dim', ORDERS);
    }
  }

  private async setState({ to, reason }: Extract<Order, { is: 'state' }>): Promise<void> {
    try {
      this.nowIs(await this.parts.api.setAgentState(this.agent.id, to, reason));
    } catch (error) {
      this.trouble(error);
    }
  }

  /** Whoever leaves the phone takes no calls with it. */
  private async signOut(): Promise<void> {
    if (!this.signedInHere || this.agent.state === 'signed-out') return;
    try {
      await this.parts.api.setAgentState(this.agent.id, 'signed-out');
      this.say('dim', 'signed out');
    } catch (error) {
      this.trouble(error);
    }
  }

  private happened(event: ShownEvent): void {
    if (event.type === 'queue.offered' && event.data.agent === this.agent.id)
      this.say('dim', `a call of the queue ${event.data.queue}`);
    if (event.type !== 'agent.state' || event.data.agent !== this.agent.id) return;
    const { state } = event.data;
    this.nowIs({
      ...this.agent,
      state: state.is,
      since: state.since,
      reason: state.is === 'not-ready' ? state.reason : '',
      until: state.is === 'wrap-up' ? state.until : null,
      next: null,
    });
  }

  /** We may hear of it twice: as the answer to what we asked, and as an event. */
  private nowIs(agent: AgentView): void {
    const before = this.agent;
    this.agent = agent;
    this.signedInHere ||= agent.state !== 'signed-out';
    if (agent.state === before.state && agent.reason === before.reason) return;
    // Of a call the phone itself tells.
    if (agent.state === 'offered' || agent.state === 'on-call') return;
    const back = agent.state === 'not-ready' ? '; r makes you ready' : '';
    this.say(
      COLOURS[agent.state],
      `you are ${agent.state === 'wrap-up' ? 'in ' : ''}${stateInWords(agent, this.parts.world.now())}${back}`,
    );
  }

  private async linkChanged(up: boolean): Promise<void> {
    if (!up) {
      this.say('yellow', 'Carillon is away; calls go on in Asterisk');
      return;
    }
    try {
      this.agent = await this.parts.api.agent(this.agent.id);
      this.say('green', 'Carillon is there again');
    } catch (error) {
      this.trouble(error);
    }
  }

  private tick(): void {
    const { world, terminal } = this.parts;
    const now = world.now();
    this.line.tick(now);
    terminal.status(this.status(now));
  }

  private status(now: number): string {
    const { agent, line, dialled } = this;
    const state = `${agent.name}: ${stateInWords(agent, now)}${agent.since === 0 ? '' : ` ${clock(now - agent.since)}`}`;
    return dialled.number === ''
      ? `${state}  ·  ${line.status(now)}`
      : `${state}  ·  dial ${dialled.number}▏  Enter calls, Esc drops`;
  }

  private say(colour: Colour, text: string): void {
    const { terminal, world } = this.parts;
    const time = timesOf(world, this.parts.api).clock(world.now());
    terminal.line(`${terminal.colours.dim(time)}  ${terminal.colours[colour](text)}`);
  }

  private trouble(error: unknown): void {
    if (!(error instanceof Error)) throw error;
    this.say('yellow', error instanceof Failure ? error.message : `${error.name}: ${error.message}`);
  }
}

const COLOURS = { 'signed-out': 'dim', 'not-ready': 'yellow', available: 'green', 'wrap-up': 'yellow' } as const;
