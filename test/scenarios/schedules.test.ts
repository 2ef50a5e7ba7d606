import { NOTHING_LIVE, type ScheduleOverride, type Site } from '../../src/flow/office';
import { Centre } from '../support/centre';
import { officeFiles } from '../support/office';
import { leftAlone, siteOf, Story } from '../support/story';

const FLOW = `flow: main
start: hello
steps:
  hello:
    - answer
    - hours: { schedule: office, open: open, closed: closed, holiday: holiday, on: { xmas: xmas, emergency: emergency }, say: true }
  open:
    - play: a/open
  closed:
    - play: a/closed
  holiday:
    - play: a/holiday
  xmas:
    - play: a/xmas
  emergency:
    - play: a/emergency
`;
const SCHEDULES = `time_zone: Europe/Moscow
schedules:
  office:
    week: { mon: "09:00-18:00", tue: "09:00-18:00" }
    states: { emergency: { name: Emergency, prompt: s/emergency } }
    holidays:
      - { name: Xmas, date: "12-25", label: xmas, prompt: s/xmas }
      - { name: May, date: "05-01", prompt: s/may }
      - { name: Quiet, date: "05-02" }
`;
const site = siteOf({ 'flows/main.yaml': FLOW, 'schedules.yaml': SCHEDULES });

const under = (of: Site, override: ScheduleOverride): Site => ({
  ...of,
  live: {
    ...NOTHING_LIVE,
    override: (_, now) => (override.until === null || now < override.until ? override : undefined),
  },
});

const played = (story: Story): string[] =>
  story
    .hearsItOut()
    .hearsItOut()
    .heard.filter((line) => line.startsWith('play'))
    .map((line) => line.slice('play '.length));

describe('the step hours', () => {
  const at = (iso: string, of = site): string[] => played(new Story(of, { at: Date.parse(iso) }));

  it('goes by the hours, and says what closes it before it goes by its label', () => {
    expect(at('2026-11-23T10:00Z')).toEqual(['a/open']);
    expect(at('2026-11-23T16:00Z')).toEqual(['a/closed']);
    expect(at('2026-12-25T10:00Z')).toEqual(['s/xmas', 'a/xmas']);
    expect(at('2026-05-01T10:00Z')).toEqual(['s/may', 'a/holiday']);
    expect(at('2026-05-02T10:00Z')).toEqual(['a/holiday']);
  });

  it('goes before all by what was set by hand, for as long as it holds', () => {
    const until = Date.parse('2026-11-23T11:00Z');
    const set = (to: string): Site => under(site, { to, until, why: '', by: 'anna' });
    expect(at('2026-11-23T10:59:59Z', set('closed'))).toEqual(['a/closed']);
    expect(at('2026-11-23T11:00Z', set('closed'))).toEqual(['a/open']);
    expect(at('2026-11-22T10:00Z', set('open'))).toEqual(['a/open']);
    expect(at('2026-11-23T10:00Z', set('emergency'))).toEqual(['s/emergency', 'a/emergency']);
    expect(at('2026-11-23T10:00Z', set('xmas'))).toEqual(['s/xmas', 'a/xmas']);
  });

  it('lets a key end what it says', () => {
    const story = new Story(site, { at: Date.parse('2026-12-25T10:00Z') }).waits('100ms').presses('5');
    expect(story.path).toContain('hello.1 → xmas');
    expect(story.heard).toContain('stop-playing');
  });

  it('comes to an end with a crash after any of its turns', () => {
    for (let crashAfter = 1; crashAfter <= 6; crashAfter++)
      expect(leftAlone(new Story(site, { at: Date.parse('2026-12-25T10:00Z'), crashAfter }))).not.toBe(
        'still going on',
      );
  });
});

describe('*45 in the example office', () => {
  const office = siteOf(officeFiles());
  const dials = (of: Site): Story =>
    new Story(of, { flow: 'emergency', facts: { channel: 'agent', agent: 'anna', dnis: '*45' } }).waits('1s');

  it('puts the office into the state emergency, after the PIN of who dials', () => {
    const story = dials(office).presses('4711').waits('10s');
    expect(story.heard.filter((line) => !line.startsWith('stop'))).toEqual([
      'answer',
      'play emergency/pin',
      'override office emergency',
      'play emergency/on',
      'hangup',
    ]);
  });

  it('takes it back where it is so already', () => {
    const emergency = under(office, { to: 'emergency', until: null, why: '*45', by: 'anna' });
    expect(dials(emergency).presses('4711').waits('10s').heard).toContain('override office hours');
  });

  it('asks for the PIN again, and does nothing without it; nobody reads it afterwards', () => {
    const story = dials(office).presses('1234').waits('3s').presses('9999').waits('3s').presses('0000').waits('20s');
    expect(story.heard.some((line) => line.startsWith('override'))).toBe(false);
    expect(story.heard).toContain('play agent/refused');
    const told = JSON.stringify([dials(office).presses('4711').waits('10s').events, story.events]);
    expect(told).not.toMatch(/4711|9999/);
  });

  it('callers hear so', () => {
    const emergency = under(office, { to: 'emergency', until: null, why: '*45', by: 'anna' });
    const story = new Story(emergency, { flow: 'main' }).waits('5s').hearsItOut();
    expect(story.heard.at(-2)).toBe('play office/emergency');
    expect(story.heard.at(-1)).toBe('hangup');
  });
});

describe('those who wait when the queue closes', () => {
  const QUEUE = `flow: main
start: a
steps:
  a:
    - answer
    - queue: { name: sales, on: { done: bye, closed: closed } }
    - play: a/nobody
  bye:
    - play: a/bye
  closed:
    - play: a/closed
`;
  const siteWith = (atClosing: string, waiting = ''): Site =>
    siteOf({
      'flows/main.yaml': QUEUE.replace('name: sales', `name: sales${waiting}`),
      'flows/waiting.yaml':
        'flow: waiting\nstart: a\nsteps:\n  a:\n    - menu: { prompt: a/menu, keys: { 1: b }, wait: 5s, no_input: { tries: 1, then: a } }\n  b:\n    - play: a/news\n',
      'numbers.yaml': 'numbers:\n  "1": { flow: main }\n',
      'queues.yaml': `queues:\n  sales: { title: Sales, announce: { position: false }, max_wait: 10h, schedule: office, at_closing: ${atClosing} }\n`,
      'agents.yaml': 'agents:\n  anna: { name: Anna, phone: anna, queues: [sales] }\n',
      'schedules.yaml':
        'time_zone: UTC\nschedules:\n  office: { week: { mon: &d "09:00-18:00", tue: *d, wed: *d, thu: *d, fri: *d, sat: *d, sun: *d } }\n',
    });
  const HOUR = 3_600_000;

  /** A centre at a time of its virtual day. */
  async function centreAt(hour: number, of: Site): Promise<Centre> {
    const centre = new Centre(of);
    const today = Math.floor(centre.clock.now() / 86_400_000) * 86_400_000;
    await centre.start();
    await centre.waits(today + 86_400_000 + hour * HOUR - centre.clock.now());
    return centre;
  }
  const reasons = (centre: Centre): string[] => centre.of('queue.left').map(({ data }) => data.reason);
  const exits = (centre: Centre): string[] =>
    centre.of('flow.step').flatMap(({ data }) => (data.kind === 'queue' ? [data.exit] : []));

  it('leave by closed, on the dot, where at_closing says so', async () => {
    const centre = await centreAt(17.5, siteWith('leave'));
    centre.asterisk.arrives({ dnis: '1' });
    await centre.waits(HOUR / 2 - 1_000);
    expect(reasons(centre)).toEqual([]);
    await centre.waits(1_500);
    expect(reasons(centre)).toEqual(['closed']);
    expect(exits(centre)).toEqual(['closed']);
  });

  it('stay where it says stay; nobody else comes in', async () => {
    const centre = await centreAt(17.9, siteWith('stay'));
    centre.asterisk.arrives({ dnis: '1' });
    await centre.waits(HOUR);
    expect(reasons(centre)).toEqual([]);
    centre.asterisk.arrives({ dnis: '1' });
    await centre.waits(1_000);
    expect(centre.of('queue.entered')).toHaveLength(1);
    expect(exits(centre)).toEqual(['closed']);
  });

  it('leave when it is closed by hand, also out of the flow that runs while they wait', async () => {
    for (const waiting of ['', ', while_waiting: waiting']) {
      const centre = await centreAt(10, siteWith('leave', waiting));
      centre.asterisk.arrives({ dnis: '1' });
      await centre.waits(60_000);
      await centre.book.setOverride('office', { to: 'closed', until: '1h', why: 'a burst pipe' }, 'anna');
      await centre.waits(1_000);
      expect(reasons(centre)).toEqual(['closed']);
      expect(exits(centre)).toEqual(['closed']);
    }
  });

  it('stay beyond closing time when it is kept open by hand, and then leave', async () => {
    const centre = await centreAt(17, siteWith('leave'));
    centre.asterisk.arrives({ dnis: '1' });
    await centre.book.setOverride('office', { to: 'open', until: '20:00', why: '' }, 'anna');
    await centre.waits(2 * HOUR);
    expect(reasons(centre)).toEqual([]);
    await centre.waits(HOUR + 1_000);
    expect(reasons(centre)).toEqual(['closed']);
  });

  it('leave after a crash over closing time', async () => {
    const centre = await centreAt(17.9, siteWith('leave'));
    centre.asterisk.arrives({ dnis: '1' });
    await centre.waits(1_000);
    centre.crash();
    await centre.waits(HOUR / 2);
    await centre.start();
    await centre.waits(10_000);
    expect(reasons(centre)).toEqual(['closed']);
  });

  it('do not leave once an agent has answered, and an agent whose phone rings is let go', async () => {
    const talking = await centreAt(17.9, siteWith('leave'));
    talking.asterisk.phone('anna').behaves({ is: 'answers', afterMs: 500 });
    await talking.signsIn('anna');
    talking.asterisk.arrives({ dnis: '1' });
    await talking.waits(1_000);
    await talking.waits(HOUR);
    expect(reasons(talking)).toEqual(['answered']);
    expect(exits(talking)).toEqual([]);

    const ringing = await centreAt(18 - 2 / 3600, siteWith('leave'));
    ringing.asterisk.phone('anna').behaves({ is: 'rings' });
    await ringing.signsIn('anna');
    ringing.asterisk.arrives({ dnis: '1' });
    await ringing.waits(1_000);
    expect(ringing.stateOf('anna')).toBe('offered');
    await ringing.waits(2_000);
    expect(reasons(ringing)).toEqual(['closed']);
    expect(ringing.of('queue.offer-ended').map(({ data }) => data.how)).toEqual(['withdrawn']);
    expect(ringing.stateOf('anna')).toBe('available');
  });
});
