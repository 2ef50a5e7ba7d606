import type { FloorInput } from '../acd/decision';
import type { QueueName } from '../domain/ids';
import type { QueueSettings } from '../domain/queue';
import type { ConditionOf, QueueCondition, QueueFigures, QueueGate } from '../domain/queue-gate';
import type { Instant, Millis } from '../domain/time';
import type { Clock } from './ports/world';

const LOOK_EVERY_MS: Millis = 1_000;

export interface GateKeeperParts {
  readonly clock: Clock;
  /** Whether anything may be decided at the moment. */
  isUp(): boolean;
  figures(queue: QueueName): QueueFigures;
  gate(queue: QueueName): QueueGate | undefined;
  /** Settles when the floor has taken it, or cannot. */
  request(input: Extract<FloorInput, { type: 'condition' }>): Promise<unknown>;
}

interface Watched {
  readonly queue: QueueName;
  readonly of: ConditionOf;
  readonly condition: QueueCondition;
  /** Since when it has held without being set. */
  heldSince: Instant | null;
}

/**
 * Looks every second whether the conditions of queues hold, beside the turns of the floor and not in them; what has changed goes to the
 * floor as an input, which keeps it. Without any condition it sleeps.
 */
export class GateKeeper {
  private watched: readonly Watched[] = [];
  /** Those the floor has been told of and has not taken yet: while Redis is away, that lasts. */
  private readonly told = new Set<string>();
  private cancel: (() => void) | null = null;
  private stopped = false;

  constructor(private readonly parts: GateKeeperParts) {}

  /** The queues are now these. */
  configured(queues: ReadonlyMap<QueueName, QueueSettings>): void {
    const before = new Map(this.watched.map((each) => [keyOf(each), each.heldSince]));
    this.watched = [...queues.values()].flatMap(({ name, enter, leave }) => [
      ...watchedOf(name, 'enter', enter?.unless, before),
      ...watchedOf(name, 'leave', leave?.when, before),
    ]);
    if (this.watched.length > 0 && this.cancel === null) this.later();
  }

  stop(): void {
    this.stopped = true;
    this.cancel?.();
  }

  private later(): void {
    const { clock } = this.parts;
    this.cancel = this.stopped
      ? null
      : clock.at(clock.now() + LOOK_EVERY_MS, () => {
          this.cancel = null;
          if (this.parts.isUp()) this.look();
          if (this.watched.length > 0) this.later();
        });
  }

  private look(): void {
    const figures = new Map<QueueName, QueueFigures>();
    const now = this.parts.clock.now();
    for (const each of this.watched) {
      const { queue, of, condition } = each;
      const found = figures.get(queue) ?? this.parts.figures(queue);
      figures.set(queue, found);
      const isSet = this.parts.gate(queue)?.[of][condition.name] !== undefined;
      const holds = isSet ? !isOver(condition, found) : hasHeld(each, found, now);
      if (isSet) each.heldSince = null;
      if (holds !== isSet) void this.tell(each, holds);
    }
  }

  private async tell(watched: Watched, holds: boolean): Promise<void> {
    const { queue, of, condition } = watched;
    const key = keyOf(watched);
    if (this.told.has(key)) return;
    this.told.add(key);
    await this.parts.request({ type: 'condition', queue, of, condition: condition.name, holds });
    this.told.delete(key);
  }
}

const isOver = ({ when, until }: QueueCondition, figures: QueueFigures): boolean =>
  until ? until.holds(figures) : !when.holds(figures);

function hasHeld(watched: Watched, figures: QueueFigures, now: Instant): boolean {
  const { when, forMs } = watched.condition;
  watched.heldSince = when.holds(figures) ? (watched.heldSince ?? now) : null;
  return watched.heldSince !== null && now >= watched.heldSince + forMs;
}

const keyOf = ({ queue, of, condition }: Watched): string => `${queue} ${of} ${condition.name}`;

const watchedOf = (
  queue: QueueName,
  of: ConditionOf,
  conditions: readonly QueueCondition[] = [],
  before: ReadonlyMap<string, Instant | null>,
): readonly Watched[] =>
  conditions.map((condition) => {
    const watched: Watched = { queue, of, condition, heldSince: null };
    return { ...watched, heldSince: before.get(keyOf(watched)) ?? null };
  });
