import type { Clock, Log } from '../engine/ports/world';
import type { PublishOrder, Published, SiteView } from '../engine/site-use-cases';
import type { Problem } from '../flow/problem';
import type { VersionHead } from '../domain/site-version';
import { countProblems } from '../site/report';
import type { SiteRecord } from './site-record';

type Last = SiteView['lastReload'];

interface LastParts {
  readonly record: SiteRecord;
  readonly clock: Clock;
  readonly log: Log;
}

/** How the last publish went: what changed nothing is told wherever an admin looks, in the view, log, history, metric. */
export class LastPublish {
  private last: Last = { at: 0, taken: false, by: '', why: '', problems: [] };

  constructor(private readonly parts: LastParts) {}

  get view(): Last {
    return this.last;
  }

  /** How the start went. */
  begin(last: Last): void {
    this.last = last;
  }

  taken(by: string, problems: readonly Problem[]): void {
    this.last = { at: this.parts.clock.now(), taken: true, by, why: '', problems };
  }

  /** What was found when it had been taken. */
  add(problems: readonly Problem[]): void {
    this.last = { ...this.last, problems: [...this.last.problems, ...problems] };
  }

  mistakes(order: PublishOrder, problems: readonly Problem[]): Published {
    const why = `the site has mistakes: ${countProblems(problems)}`;
    this.refused(order, why, problems);
    return { is: 'mistakes', why, problems };
  }

  conflict(order: PublishOrder, why: string, version: VersionHead): Published {
    this.refused(order, why, []);
    return { is: 'conflict', why, version };
  }

  broken(order: PublishOrder, error: unknown): Published {
    const why = `the site could not be published: ${error instanceof Error ? error.message : String(error)}`;
    this.parts.log.error('a publish broke off', { by: order.by, error });
    this.refused(order, why, []);
    return { is: 'unavailable', why };
  }

  private refused({ by, content, dryRun }: PublishOrder, why: string, problems: readonly Problem[]): void {
    if (dryRun === true) return;
    const { clock, log, record } = this.parts;
    this.last = { at: clock.now(), taken: false, by, why, problems };
    log.error('the site is not published; the old version stays', { by, why });
    const from = content.is === 'version' ? 'rollback' : content.is;
    const data = { by, from, why, problems: problems.length } as const;
    record
      .change((state) => ({ state, events: [{ type: 'site.refused', data }] }))
      .catch((error: unknown) => log.error('a refused publish could not be recorded', { by, error }));
  }
}
