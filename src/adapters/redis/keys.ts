/** Every key of ours, below one prefix. */
export const keysOf = (prefix: string) => ({
  calls: `${prefix}calls`,
  agents: `${prefix}agents`,
  tickets: `${prefix}tickets`,
  gates: `${prefix}gates`,
  counters: `${prefix}counters`,
  revisions: `${prefix}revisions`,
  overrides: `${prefix}overrides`,
  lists: `${prefix}lists`,
  pinLocks: `${prefix}pin-locks`,
  calendars: `${prefix}calendars`,
  recentCalls: `${prefix}recent-calls`,
  lastTalks: `${prefix}last-talks`,
  lastAgents: `${prefix}last-agents`,
  site: `${prefix}site`,
  events: `${prefix}events`,
  turns: `${prefix}turns`,
  /** The highest event number that was appended for this source of events. */
  said: (source: string) => `${prefix}said:${source}`,
  leaseOwner: (name: string) => `${prefix}lease:${name}`,
  leaseNumber: (name: string) => `${prefix}lease:${name}:number`,
});

/** The field of a stream entry that holds the event. */
export const EVENT_FIELD = 'e';
