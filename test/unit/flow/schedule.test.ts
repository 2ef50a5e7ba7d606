import { dayPartAt, openingAt, type Schedule } from '../../../src/flow/schedule';

const nine = [{ from: 540, to: 1080 }];
const berlin: Schedule = {
  name: 'office',
  timeZone: 'Europe/Berlin',
  week: { mon: nine, tue: nine, wed: nine, thu: nine, fri: nine, sat: [], sun: nine },
  holidays: [
    { name: 'Christmas', date: '12-24', until: '01-01', hours: [] },
    { name: 'Inventory', date: '2026-11-24', until: '2026-11-24', hours: [{ from: 540, to: 720 }] },
  ],
};
const at = (iso: string): string => {
  const opening = openingAt(berlin, Date.parse(iso));
  return opening.is === 'holiday' ? `holiday ${opening.name}` : opening.is;
};

describe('working hours', () => {
  it('open and close to the minute, by the clock on the wall', () => {
    expect(at('2026-11-23T07:59:59Z')).toBe('closed');
    expect(at('2026-11-23T08:00:00Z')).toBe('open');
    expect(at('2026-11-23T16:59:59Z')).toBe('open');
    expect(at('2026-11-23T17:00:00Z')).toBe('closed');
    expect(at('2026-11-28T10:00:00Z')).toBe('closed');
  });

  it('move with daylight saving time: nine is nine', () => {
    // In Berlin the clock goes forward on 29 March 2026 and back on 25 October, both Sundays.
    expect(at('2026-03-29T06:59:00Z')).toBe('closed');
    expect(at('2026-03-29T07:00:00Z')).toBe('open');
    expect(at('2026-10-25T07:59:00Z')).toBe('closed');
    expect(at('2026-10-25T08:00:00Z')).toBe('open');
  });

  it('give way to holidays, also over the turn of the year, every year', () => {
    expect(at('2026-12-24T10:00:00Z')).toBe('holiday Christmas');
    expect(at('2027-01-01T10:00:00Z')).toBe('holiday Christmas');
    expect(at('2029-12-31T10:00:00Z')).toBe('holiday Christmas');
    expect(at('2027-01-04T10:00:00Z')).toBe('open');
  });

  it('may be shorter on a special day', () => {
    expect(at('2026-11-24T10:59:00Z')).toBe('open');
    expect(at('2026-11-24T11:00:00Z')).toBe('holiday Inventory');
  });
});

describe('the part of the day', () => {
  const parts = {
    timeZone: 'Europe/Moscow',
    parts: [
      { name: 'morning', from: 360 },
      { name: 'day', from: 720 },
      { name: 'night', from: 1380 },
    ],
  };

  it('begins at its time and lasts to the next, over midnight too', () => {
    expect(dayPartAt(parts, Date.parse('2026-11-23T02:59:00Z'))).toBe('night');
    expect(dayPartAt(parts, Date.parse('2026-11-23T03:00:00Z'))).toBe('morning');
    expect(dayPartAt(parts, Date.parse('2026-11-23T19:59:00Z'))).toBe('day');
    expect(dayPartAt(parts, Date.parse('2026-11-23T20:00:00Z'))).toBe('night');
  });
});
