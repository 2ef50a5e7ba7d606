import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

/** The agents' phones have an address of their own: Asterisk tells callers by theirs. */
const ADDRESS = '127.0.0.11';
/** Talks are drawn evenly between these: agents who all talk equally long fall into step with timers. */
const TALK_MS = { least: 1_000, most: 3_000 };

/** Agents who answer at once, talk for a while, hang up and wait for the next caller; and what they saw. */
export class Desk {
  /** Told of every INVITE: `offer`. */
  #events = new EventEmitter();
  #phones = [];
  #offers = [];

  async open(count, server) {
    // Only now: on a clean clone the bench itself makes dist.
    const { Phone } = await import('../../dist/src/phone/phone.js');
    for (let nth = 0; nth < count; nth++) {
      const phone = await Phone.open({ address: ADDRESS, user: `agent${nth}`, server });
      const agent = { hungUpAt: undefined };
      phone.onIncoming((call) => {
        this.#offered(agent, call);
        void this.#serve(agent, call);
      });
      this.#phones.push(phone);
    }
  }

  get addresses() {
    return this.#phones.map(({ local }, nth) => ({
      id: `agent${nth}`,
      uri: `sip:agent${nth}@${ADDRESS}:${local.port}`,
    }));
  }

  /** Every INVITE since the beginning: whose call, and how long after the agent's last BYE. */
  get offers() {
    return this.#offers;
  }

  begin() {
    this.#offers = [];
  }

  /** Resolves when so many calls have been offered since the beginning. */
  async offered(count, signal) {
    while (this.#offers.length < count) await once(this.#events, 'offer', { signal });
  }

  /** Nobody talks any more. */
  hangUp() {
    for (const phone of this.#phones) for (const call of phone.calls) call.hangup();
  }

  async close() {
    await Promise.all(this.#phones.splice(0).map((phone) => phone.close({ abruptly: true })));
  }

  #offered(agent, call) {
    const at = performance.now();
    const afterMs = agent.hungUpAt === undefined ? undefined : at - agent.hungUpAt;
    agent.hungUpAt = undefined;
    this.#offers.push({ caller: call.remoteIdentity.number, at, afterMs });
    this.#events.emit('offer');
  }

  async #serve(agent, call) {
    call.ring();
    await call.answer();
    await pause(TALK_MS.least + Math.random() * (TALK_MS.most - TALK_MS.least));
    if (call.state.is !== 'talking') return; // the caller went first: the run is over
    agent.hungUpAt = performance.now();
    call.hangup();
  }
}
