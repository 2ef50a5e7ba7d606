/**
 * Every id below a call is derived from the call's own and says what it names, so an event finds its call by its id
 * alone and a repeated command names the same thing again.
 *
 * A call's id is the unique id of the caller's channel: Asterisk's, `1795290196.12`, or `name-1795290196.12` where
 * asterisk.conf names the system.
 */
export type CallId = string;
/**
 * A channel of the call: the caller's leg has the call's id, an agent's that the floor rings is `<call>.a7`, one that the
 * flow dials is `<call>.d8`.
 */
export type LegId = string;
/** Anything we asked for and wait for: `<call>.p3` a playback, `<call>.l1` a look-up, `<call>.b4` a bridge. */
export type CommandId = string;
export type TicketId = string;
export type AgentId = string;
export type QueueName = string;
export type FlowName = string;
/** Where a call is in its flow: `menu.0`, or `hello.1.then.0` within a block. */
export type NodeId = string;
/** The first twelve hex digits of the SHA-256 of a site folder's content. */
export type Revision = string;

const PARTS = {
  agentLeg: 'a',
  bridge: 'b',
  command: 'c',
  dialledLeg: 'd',
  event: 'e',
  lookup: 'l',
  playback: 'p',
  recording: 'r',
  ticket: 't',
} as const;
export type Part = keyof typeof PARTS;

/**
 * A call that we make ourselves has legs before it has a channel of its own: agents are rung first. Asterisk (22.10) refuses
 * an id with which that of another channel begins, so the id of such a call ends with a sign that those of its parts lack.
 */
const MADE_BY_US = '~';
const PARTLESS = /^(.*-cb\d+)\.[a-z]\d+$/;

/** The call back that a call asks for by its so many-th id: `<call>-cb7~`, and `<call>-cb7.a3` the leg of an agent. */
export const callbackId = (asked: CallId, serial: number): CallId =>
  `${asked.replace(MADE_BY_US, '')}-cb${serial}${MADE_BY_US}`;

export const isCallback = (id: LegId): boolean => /-cb\d+~$/.test(id);

export const partId = (call: CallId, part: Part, serial: number): string =>
  `${call.endsWith(MADE_BY_US) ? call.slice(0, -1) : call}.${PARTS[part]}${serial}`;

/** The call that an id belongs to: itself, or what stands before `.a7`. */
export function callOf(id: string): CallId {
  const [, back] = PARTLESS.exec(id) ?? [];
  return back === undefined ? id.replace(/\.[a-z]\d+$/, '') : `${back}${MADE_BY_US}`;
}

export const isPart = (id: string, part: Part): boolean => new RegExp(`\\.${PARTS[part]}\\d+$`).test(id);
