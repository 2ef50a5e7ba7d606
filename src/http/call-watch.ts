import type { CarillonEvent } from '../domain/event';

/** Which events belong to one call, named by its id or by the SIP Call-ID of the caller, who may not be here yet. */
export class CallWatch {
  private readonly ids: Set<string>;

  constructor(
    private readonly name: string,
    live: readonly { readonly id: string; readonly sipCallId: string }[],
  ) {
    this.ids = new Set([name, ...live.filter(({ sipCallId }) => sipCallId === name).map(({ id }) => id)]);
  }

  wants(event: CarillonEvent): boolean {
    if (event.type === 'call.arrived' && event.data.facts.sipCallId === this.name && event.call !== null)
      this.ids.add(event.call);
    return event.call !== null && this.ids.has(event.call);
  }
}
