import type { CarillonEvent, EventOf, EventType } from '../../src/domain/event';
import type { CallId } from '../../src/domain/ids';
import type { Instant } from '../../src/domain/time';
import type { CallFilter, CallRow, CallSummaryRow, CampaignRow, History } from '../../src/engine/ports/history';

/** Keeps the events and reads everything else from them. */
export class MemoryHistory implements History {
  readonly events: CarillonEvent[] = [];
  private readonly summaries = new Map<CallId, string>();
  private away = false;

  goAway(): void {
    this.away = true;
  }

  comeBack(): void {
    this.away = false;
  }

  async record(events: readonly CarillonEvent[]): Promise<void> {
    this.mustBeThere();
    for (const event of events)
      if (!this.events.some(({ id }) => id === event.id))
        this.events.push(JSON.parse(JSON.stringify(event)) as CarillonEvent);
  }

  async eventsOf(call: CallId): Promise<readonly CarillonEvent[]> {
    this.mustBeThere();
    return this.events.filter((event) => event.call === call);
  }

  async saveSummary({ call, summary }: CallSummaryRow): Promise<void> {
    this.mustBeThere();
    this.summaries.set(call, JSON.stringify(summary));
  }

  async findCalls(filter: CallFilter): Promise<readonly CallRow[]> {
    this.mustBeThere();
    const rows = this.rows();
    const before = filter.before === undefined ? undefined : rows.find(({ id }) => id === filter.before);
    const isWanted = (row: CallRow): boolean =>
      (filter.from === undefined || row.arrivedAt >= filter.from) &&
      (filter.to === undefined || row.arrivedAt < filter.to) &&
      (['ani', 'dnis', 'campaign', 'outcome'] as const).every(
        (name) => filter[name] === undefined || row[name] === filter[name],
      ) &&
      (filter.queue === undefined || this.has(row.id, 'queue.entered', ({ data }) => data.queue === filter.queue)) &&
      (filter.agent === undefined ||
        this.has(row.id, 'queue.offer-ended', ({ data }) => data.agent === filter.agent && data.how === 'accepted')) &&
      (filter.before === undefined || (before !== undefined && latestFirst(row, before) > 0));
    return rows.filter(isWanted).slice(0, Math.min(Math.max(filter.limit, 1), 1000));
  }

  async findCall(call: CallId): Promise<CallRow | undefined> {
    this.mustBeThere();
    return this.rows().find(({ id }) => id === call);
  }

  async campaigns(from: Instant, to: Instant): Promise<readonly CampaignRow[]> {
    this.mustBeThere();
    const rows = this.rows().filter(({ arrivedAt }) => arrivedAt >= from && arrivedAt < to);
    return [...new Set(rows.map(({ campaign }) => campaign))].sort().map((campaign) => {
      const calls = rows.filter((row) => row.campaign === campaign);
      const ended = (outcome: string): number => calls.filter((row) => row.outcome === outcome).length;
      return {
        campaign,
        offered: calls.length,
        answered: ended('answered'),
        abandoned: ended('abandoned'),
        lost: ended('lost'),
      };
    });
  }

  async healthy(): Promise<boolean> {
    return !this.away;
  }

  private rows(): CallRow[] {
    return this.all('call.arrived')
      .map((arrived) => this.row(arrived))
      .sort(latestFirst);
  }

  private row({ data: { facts, flow, revision } }: EventOf<'call.arrived'>): CallRow {
    const ended = this.all('call.ended', facts.id)[0];
    const summary = this.summaries.get(facts.id);
    return {
      id: facts.id,
      ani: facts.ani,
      name: facts.name,
      dnis: facts.dnis,
      trunk: facts.trunk,
      channel: facts.channel,
      campaign: facts.campaign,
      language: facts.language,
      flow,
      revision,
      arrivedAt: facts.arrivedAt,
      answeredAt: this.all('call.answered', facts.id)[0]?.at ?? null,
      endedAt: ended?.at ?? null,
      outcome: ended?.data.outcome ?? null,
      endedBy: ended?.data.by ?? null,
      cause: ended?.data.cause ?? null,
      summary: summary === undefined ? null : (JSON.parse(summary) as CallRow['summary']),
    };
  }

  private all<T extends EventType>(type: T, call?: CallId): EventOf<T>[] {
    return this.events.filter(
      (event): event is EventOf<T> => event.type === type && (call === undefined || event.call === call),
    );
  }

  private has<T extends EventType>(call: CallId, type: T, test: (event: EventOf<T>) => boolean): boolean {
    return this.all(type, call).some(test);
  }

  private mustBeThere(): void {
    if (this.away) throw new Error('history is away');
  }
}

function latestFirst(a: CallRow, b: CallRow): number {
  return b.arrivedAt - a.arrivedAt || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}
