import { z } from 'zod';
import type { ScheduleView } from '../../engine/overrides';
import type { HttpParts } from '../parts';
import type { Principal } from '../auth';
import { HttpProblem, notFound, unavailable } from '../problem';
import { json, route, type Route } from '../route';
import { calendarView, moscowStale, officeClosed, overrideRequest, scheduleView } from '../schedule-schemas';

const one = z.strictObject({ name: z.string().min(1) });
const cleared = z.strictObject({
  why: z.string().max(200).optional(),
  author: z.string().max(100).optional().describe('who wants it, where a token has many users'),
});

export function scheduleRoutes({ useCases, log, now = Date.now }: HttpParts): readonly Route[] {
  const find = (name: string): ScheduleView => {
    const schedule = useCases.schedules().find((each) => each.name === name);
    if (!schedule) throw notFound(`there is no schedule ${name}`);
    return schedule;
  };
  /** Does it and shows the schedule; what could not be saved is not done. */
  const change = async (name: string, work: () => Promise<string | null>): Promise<{ json: ScheduleView }> => {
    find(name);
    let refused: string | null;
    try {
      refused = await work();
    } catch (error) {
      log.error('an override could not be saved', { schedule: name, error });
      throw unavailable('it could not be saved; try again');
    }
    if (refused !== null) throw new HttpProblem('refused', refused);
    return { json: find(name) };
  };
  return [
    route({
      method: 'get',
      path: '/schedules',
      operationId: 'listSchedules',
      tag: 'Live',
      summary:
        'All schedules: open or not, until when, what was set by hand, and the calendars that are fetched for them',
      may: 'schedules.see',
      answer: json(
        'The schedules',
        z.object({ at: z.number(), schedules: z.array(scheduleView), calendars: z.array(calendarView) }),
        { at: 1_795_290_200_000, schedules: [officeClosed], calendars: [moscowStale] },
      ),
      handle: () => ({ json: { at: now(), schedules: useCases.schedules(), calendars: useCases.calendars() } }),
    }),
    route({
      method: 'get',
      path: '/schedules/:name',
      operationId: 'getSchedule',
      tag: 'Live',
      summary: 'One schedule',
      may: 'schedules.see',
      params: one,
      answer: json('The schedule', scheduleView, officeClosed),
      refusals: ['not-found'],
      handle: ({ params }) => ({ json: find(params.name) }),
    }),
    route({
      method: 'put',
      path: '/schedules/:name/override',
      operationId: 'setOverride',
      tag: 'Live',
      summary: 'Open or close a schedule by hand, or put it into another of its states',
      description:
        'It counts for every call from the next step on, survives restarts, and ends by itself at `until`: by default when the schedule opens or closes next.',
      may: 'schedules.set',
      params: one,
      body: overrideRequest,
      bodyExample: { to: 'closed', until: '18:00', why: 'a burst pipe' },
      answer: json('The schedule as it is now', scheduleView, officeClosed),
      refusals: ['not-found', 'refused', 'unavailable'],
      handle: ({ params: { name }, body: { author, ...wanted }, by }) =>
        change(name, () => useCases.setOverride(name, wanted, whoOf(by, author))),
    }),
    route({
      method: 'delete',
      path: '/schedules/:name/override',
      operationId: 'clearOverride',
      tag: 'Live',
      summary: 'Give a schedule back to its hours; also where nothing was set',
      may: 'schedules.set',
      params: one,
      query: cleared,
      answer: json('The schedule as it is now', scheduleView, {
        ...officeClosed,
        opening: { is: 'open' },
        override: null,
      }),
      refusals: ['not-found', 'refused', 'unavailable'],
      handle: ({ params: { name }, query: { why = '', author }, by }) =>
        change(name, () => useCases.clearOverride(name, whoOf(by, author), why)),
    }),
  ];
}

/** The name that came with the token is always there. */
const whoOf = ({ name }: Principal, author: string | undefined): string =>
  author === undefined || author === '' ? name : `${author} (${name})`;
