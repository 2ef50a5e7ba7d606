import type { CalendarView } from '../engine/calendar-book';
import type { ScheduleView } from '../engine/overrides';
import type { Api } from './api';
import { Usage } from './failure';
import type { ListOptions } from './lists';
import { table, type Column } from './table';
import { lasted, Times } from './times';
import { inWords } from './when';
import type { World } from './world';

export interface OverrideOptions {
  /** As people write it: next_edge, "18:00", 2h …; the API knows the forms. */
  readonly until: string;
  readonly why: string;
  readonly clear: boolean;
}

/** `carillon schedules`: what each schedule is now, until when, and what was set by hand. */
export async function listSchedules(world: World, api: Api, { json }: ListOptions): Promise<void> {
  const {
    at,
    schedules,
    calendars = [],
  } = await api.ask<{
    at: number;
    schedules: readonly ScheduleView[];
    /** Not told by a node of a version before. */
    calendars?: readonly CalendarView[];
  }>('GET', '/schedules');
  const columns: readonly Column<ScheduleView>[] = [
    { title: 'SCHEDULE', cell: ({ name }) => name },
    { title: 'NOW', cell: ({ opening }) => inWords(opening) },
    { title: 'UNTIL', cell: (view) => untilOf(view, (at) => timesOf(view, world).at(at)) },
    { title: 'BY HAND', cell: ({ override }) => override && `${override.by}: ${override.why || 'no reason given'}` },
    { title: 'HOURS SAY', cell: ({ byHours, override }) => override && inWords(byHours) },
    { title: 'ZONE', cell: ({ timeZone }) => timeZone },
    { title: 'STATES', cell: ({ states }) => states.join(', ') },
  ];
  const none = 'The site has no schedules.';
  if (json) {
    world.stdout.write(`${JSON.stringify(schedules, null, 2)}\n`);
    return;
  }
  const fetched = calendars.length === 0 ? '' : `\n\n${table(calendarColumns(at), calendars)}`;
  world.stdout.write(`${schedules.length === 0 ? none : table(columns, schedules)}${fetched}\n`);
}

const calendarColumns = (now: number): readonly Column<CalendarView>[] => {
  const ago = (at: number | null): string | null => (at === null ? null : `${lasted(now - at)} ago`);
  return [
    { title: 'CALENDAR', cell: ({ name }) => name },
    { title: 'IS', cell: ({ state }) => state },
    { title: 'EVENTS', cell: ({ events }) => events },
    { title: 'FETCHED', cell: ({ checkedAt }) => ago(checkedAt) ?? 'never' },
    { title: 'CHANGED', cell: ({ changedAt }) => ago(changedAt) },
    { title: 'EVERY', cell: ({ everyMs }) => lasted(everyMs) },
    { title: 'FROM', cell: ({ from }) => from },
    {
      title: 'TROUBLE',
      cell: ({ trouble }) => trouble && `${trouble.why} (${trouble.times} times, since ${lasted(now - trouble.since)})`,
    },
  ];
};

/** `carillon override`: opens or closes a schedule by hand, or gives it back to its hours. */
export async function override(
  world: World,
  api: Api,
  name: string,
  to: string | undefined,
  { until, why, clear }: OverrideOptions,
): Promise<void> {
  if (clear === (to !== undefined))
    throw new Usage('say either what it is to be (carillon override office closed), or --clear');
  const path = `/schedules/${encodeURIComponent(name)}/override`;
  const author = world.user();
  const view =
    to === undefined
      ? await api.ask<ScheduleView>('DELETE', `${path}?${new URLSearchParams({ author, why }).toString()}`)
      : await api.ask<ScheduleView>('PUT', path, { to, until, why, author });
  const end = untilOf(view, (at) => timesOf(view, world).named(at));
  world.stdout.write(
    view.override
      ? `${view.name} is ${inWords(view.opening)} now, set by hand, until ${end}\n`
      : `${view.name} goes by its hours: ${inWords(view.opening)}${end === null ? '' : ` until ${end}`}\n`,
  );
}

/** A schedule has a zone of its own. */
const timesOf = ({ timeZone }: ScheduleView, world: World): Times => new Times(timeZone, world.timeZone);

const untilOf = ({ until, override: byHand }: ScheduleView, shown: (at: number) => string): string | null =>
  until === null ? (byHand ? 'it is taken back' : null) : shown(until);
