import type { AgentSettings } from '../domain/agent';
import type { AgentId } from '../domain/ids';
import type { Agent } from './floor';
import { isByHand, type Line } from './line';
import { isPresent } from './need';
import type { Post } from './post';
import { chairOf, inOrder, type Chair } from './strategies';

/** Who is free, line by line. */
export class Seats {
  /**
   * Who became free last and has no chair yet where none was asked for: where many wait they are offered a call before the
   * decision is over, and never sit down.
   */
  private newcomer: Post | undefined;

  constructor(
    private readonly agents: ReadonlyMap<AgentId, AgentSettings>,
    /** Lines in which something became possible. */
    private readonly touched: Set<Line>,
  ) {}

  isAnybodyFree(line: Line): boolean {
    const { newcomer } = this;
    return line.free.size > 0 || (newcomer?.lines.has(line) === true && mayBeRung(newcomer.agent, line));
  }

  /** The free members of a line, the best first. */
  freeOf(line: Line, draw: number): Iterable<Chair> {
    const { newcomer } = this;
    if (newcomer?.lines.has(line) && !newcomer.chairs.has(line)) {
      if (line.free.size === 0) return this.chairsOf(line, newcomer);
      this.sit(line, newcomer);
    }
    return inOrder(line.free, line.queue.strategy, draw);
  }

  /** The agent became free. */
  welcome(post: Post): void {
    this.settle();
    this.newcomer = post;
    for (const line of post.lines) if (line.waiting.size > 0 && mayBeRung(post.agent, line)) this.touched.add(line);
  }

  /** A line that is new to an agent who is free; a newcomer takes the seat later, if still free. */
  admit(line: Line, post: Post): void {
    if (post !== this.newcomer) this.sit(line, post);
  }

  /** Nobody who waits can be served by the newcomer, who sits down in each line and waits. */
  settle(): void {
    const { newcomer } = this;
    if (!newcomer) return;
    for (const line of newcomer.lines) if (!newcomer.chairs.has(line)) this.sit(line, newcomer);
    this.newcomer = undefined;
  }

  /** The agent is free no more. */
  leave(post: Post): void {
    if (this.newcomer === post) this.newcomer = undefined;
    for (const [line, chair] of post.chairs) line.free.delete(chair);
    post.chairs.clear();
  }

  private sit(line: Line, post: Post): void {
    for (const chair of this.chairsOf(line, post)) {
      post.chairs.set(line, chair);
      line.free.add(chair);
    }
  }

  /** One, or none where the site knows them no more or they are not to be rung. */
  private chairsOf(line: Line, { agent }: Post): readonly Chair[] {
    const known = this.agents.get(agent.id);
    return known && mayBeRung(agent, line) ? [chairOf(agent, known, line.need, line.queue)] : [];
  }
}

/** Present; and where calls are taken by hand, they have asked for one. */
const mayBeRung = (agent: Agent, line: Line): boolean =>
  isPresent(agent, line.need) && (!isByHand(line) || (agent.takesNextUntil ?? 0) > 0);
