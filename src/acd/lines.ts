import type { AgentSettings } from '../domain/agent';
import type { AgentId, QueueName, TicketId } from '../domain/ids';
import type { Ticket } from '../domain/queue';
import type { Presence } from '../domain/queue-gate';
import type { Instant } from '../domain/time';
import { relaxesFrom } from './customers';
import { canTakeACall, isAtWork, type Agent, type FloorSettings } from './floor';
import { Line } from './line';
import { isPresent, lackOf, lackOfMember, membershipOf, Stages, type Need, type Stage } from './need';
import { count, noCounts, presenceOf, type Counts, type Post, type Staff } from './post';
import { Seats } from './seats';
import type { Chair } from './strategies';
import type { Standing } from './turns';

/** From so many lines on, those without anybody in them are closed now and then; before, they wait for the next caller. */
const MANY_LINES = 5_000;

/**
 * Every line of the floor and who may serve it, kept up to date by each change, so that a decision looks at nothing but
 * what the change touches: its cost does not grow with the callers who wait, nor with the queues there are.
 */
export class Lines {
  /** Lines in which something became possible since they were last looked through. */
  readonly touched = new Set<Line>();
  /**
   * Lines that somebody waits in and nobody is at work for, or that somebody has passed over and somebody is at work for, since
   * they were last looked through.
   */
  readonly unsettled = new Set<Line>();
  private readonly byNeed = new Map<string, Line>();
  private readonly ofQueue = new Map<QueueName, Set<Line>>();
  private readonly posts = new Map<AgentId, Post>();
  private readonly membersOf = new Map<QueueName, AgentSettings[]>();
  private readonly staffs = new Map<QueueName, Counts>();
  private readonly stages: Stages;
  private sweepAt = MANY_LINES;
  private readonly seats: Seats;

  constructor(private readonly settings: FloorSettings) {
    const tiers = new Map<QueueName, Set<number>>();
    for (const known of settings.agents.values())
      for (const queue of known.queues) {
        const members = this.membersOf.get(queue);
        if (members) members.push(known);
        else this.membersOf.set(queue, [known]);
        tiers.set(queue, (tiers.get(queue) ?? new Set()).add(membershipOf(known, queue).tier));
      }
    const tiersInOrder = [...tiers].map(([queue, found]) => [queue, [...found].sort((a, b) => a - b)] as const);
    this.stages = new Stages(settings, new Map(tiersInOrder));
    this.seats = new Seats(settings.agents, this.touched);
  }

  staffOf(queue: QueueName): Staff {
    return this.staffs.get(queue) ?? { atWork: 0, free: 0 };
  }

  /** Whether a member who is signed in to the queue is doing one of these. */
  isAnybodyThere(queue: QueueName, counted: readonly Presence[]): boolean {
    const present = this.staffs.get(queue)?.present;
    return counted.some((presence) => (present?.get(presence) ?? 0) > 0);
  }

  stagesOf(ticket: Ticket): readonly Stage[] {
    return this.stages.of(ticket);
  }

  /** The stage that time alone has brought. */
  stageAt(ticket: Ticket, now: Instant): number {
    const stages = this.stages.of(ticket);
    return Math.max(
      0,
      stages.findLastIndex(({ afterMs }) => relaxesFrom(ticket) + afterMs <= now),
    );
  }

  /** From that one on the first for which somebody is at work; without any, the last. */
  stageOf(ticket: Ticket, now: Instant): number {
    const last = this.stages.of(ticket).length - 1;
    let stage = this.stageAt(ticket, now);
    while (stage < last && (this.lineAt(ticket, stage)?.atWork ?? 0) === 0) stage++;
    return stage;
  }

  /** The lines in which the ticket would stand, were anybody at work there. */
  passedBy(ticket: Ticket, now: Instant): readonly Line[] {
    const lines: Line[] = [];
    if (ticket.stage === 0) return lines;
    for (let stage = this.stageAt(ticket, now); stage < ticket.stage; stage++) {
      const line = this.lineAt(ticket, stage);
      if (line) lines.push(line);
    }
    return lines;
  }

  pass(line: Line, ticket: TicketId): void {
    line.passed.add(ticket);
    if (line.atWork > 0) this.unsettled.add(line);
  }

  /** The line of what the ticket asks at its stage; `undefined` where its queue is no more. */
  lineOf(ticket: Ticket): Line | undefined {
    return this.lineAt(ticket, ticket.stage);
  }

  private lineAt(ticket: Ticket, stage: number): Line | undefined {
    const queue = this.settings.queues.get(ticket.queue);
    const stages = this.stages.of(ticket);
    const need = stages[Math.min(stage, stages.length - 1)]?.need;
    if (!queue || !need) return undefined;
    let line = this.byNeed.get(need.key);
    if (!line) {
      line = new Line(need, queue);
      this.open(line);
    }
    return line;
  }

  /** Everybody who waits in the queue is looked at again. */
  touch(queue: QueueName): void {
    for (const line of this.ofQueue.get(queue) ?? []) if (line.waiting.size > 0) this.touched.add(line);
  }

  enter(line: Line, standing: Standing): void {
    const { id, refusals } = standing.ticket;
    standing.line = line;
    line.waiting.add(standing);
    if (refusals.length > 0) line.refused.add(id);
    this.touched.add(line);
    if (line.atWork === 0) this.unsettled.add(line);
  }

  leave(standing: Standing): void {
    const { line } = standing;
    if (!line) return;
    standing.line = undefined;
    line.waiting.delete(standing);
    line.refused.delete(standing.ticket.id);
  }

  /** The agent is now so. */
  put(agent: Agent, now: Instant): void {
    const post = this.posts.get(agent.id);
    if (!post) {
      this.post(agent, now);
      return;
    }
    const before = post.agent;
    const isFree = canTakeACall(agent, now);
    const isSame = isAtWork(before) === isAtWork(agent) && before.out === agent.out;
    if (post.isFree) this.seats.leave(post);
    if (!isSame || post.isFree !== isFree || presenceOf(before) !== presenceOf(agent)) {
      count(post, -1);
      post.agent = agent;
      post.isFree = isFree;
      count(post, 1);
    } else post.agent = agent;
    if (isFree) this.seats.welcome(post);
    if (isSame) return;
    for (const line of post.lines) {
      const is = isPresent(agent, line.need);
      if (isPresent(before, line.need) === is) continue;
      line.atWork += is ? 1 : -1;
      if (line.atWork === 0 ? line.waiting.size > 0 : line.passed.size > 0) this.unsettled.add(line);
      if (line.refused.size > 0) this.touched.add(line);
    }
  }

  /** Whether anybody waits in the line whom anybody free might serve. */
  isRipe(line: Line): boolean {
    return line.waiting.size > 0 && this.seats.isAnybodyFree(line);
  }

  /** The free members of a line in the order in which its next call is offered to them: see `inOrder` for `draw`. */
  freeOf(line: Line, draw: number): Iterable<Chair> {
    return this.seats.freeOf(line, draw);
  }

  /** Nobody who waits can be served by whoever became free. */
  settle(): void {
    this.seats.settle();
  }

  private post(agent: Agent, now: Instant): void {
    const known = this.settings.agents.get(agent.id);
    const staffs = (known?.queues ?? []).map((queue) => [queue, this.countsOf(queue)] as const);
    const post: Post = { agent, staffs, lines: new Set(), chairs: new Map(), isFree: canTakeACall(agent, now) };
    this.posts.set(agent.id, post);
    count(post, 1);
    if (known) for (const line of this.byNeed.values()) if (!lackOf(known, line.need)) this.admit(line, post);
    if (post.isFree) this.seats.welcome(post);
  }

  private countsOf(queue: QueueName): Counts {
    const counts = this.staffs.get(queue) ?? noCounts();
    this.staffs.set(queue, counts);
    return counts;
  }

  private open(line: Line): void {
    if (this.byNeed.size >= this.sweepAt) this.sweep();
    this.byNeed.set(line.need.key, line);
    const { queue } = line.need;
    this.ofQueue.set(queue, (this.ofQueue.get(queue) ?? new Set()).add(line));
    for (const known of this.whoMay(line.need)) {
      const post = this.posts.get(known.id);
      if (post) this.admit(line, post);
    }
  }

  private whoMay(need: Need): readonly AgentSettings[] {
    if (need.only) return need.only.flatMap((id) => this.settings.agents.get(id) ?? []);
    return (this.membersOf.get(need.queue) ?? []).filter((known) => !lackOfMember(known, need));
  }

  private admit(line: Line, post: Post): void {
    line.members.add(post.agent.id);
    post.lines.add(line);
    if (isPresent(post.agent, line.need)) line.atWork++;
    if (post.isFree) this.seats.admit(line, post);
  }

  private sweep(): void {
    for (const [key, line] of this.byNeed) {
      if (line.waiting.size > 0 || line.passed.size > 0 || line.asking.size > 0) continue;
      this.byNeed.delete(key);
      this.ofQueue.get(line.need.queue)?.delete(line);
      this.touched.delete(line);
      this.unsettled.delete(line);
      for (const id of line.members) {
        const post = this.posts.get(id);
        post?.lines.delete(line);
        post?.chairs.delete(line);
      }
    }
    this.sweepAt = Math.max(MANY_LINES, 2 * this.byNeed.size);
  }
}
