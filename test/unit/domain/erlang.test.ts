import { erlangB, erlangC, serviceOf, type Load } from '../../../src/domain/erlang';
import { agentsFor, callsPerHourFor, rosterFor } from '../../../src/domain/staffing';

describe('Erlang B, as the tables of the trade print it', () => {
  test.each([
    // Traffic in erlangs that so many lines carry with this share blocked.
    [0.0101, 1, 0.01],
    [1.361, 5, 0.01],
    [4.461, 10, 0.01],
    [12.03, 20, 0.01],
    [20.34, 30, 0.01],
    [37.9, 50, 0.01],
    [84.06, 100, 0.01],
    [3.092, 10, 0.001],
    [6.216, 10, 0.05],
    [7.511, 10, 0.1],
  ])('%d erlangs on %d lines: %d', (traffic, lines, blocked) => {
    expect(Math.abs(erlangB(traffic, lines) / blocked - 1)).toBeLessThan(0.005);
  });

  test('the edges: no line, no traffic, far too much, and ten thousand lines', () => {
    expect(erlangB(5, 0)).toBe(1);
    expect(erlangB(0, 5)).toBe(0);
    expect(erlangB(1e6, 10)).toBeCloseTo(1 - 10 / 1e6, 6);
    // Halfin and Whitt: as many lines as erlangs block about sqrt(2 / (pi n)) of the calls.
    expect(erlangB(10_000, 10_000) * Math.sqrt((Math.PI * 10_000) / 2)).toBeCloseTo(1, 1);
  });
});

describe('Erlang C', () => {
  test('200 calls an hour of three minutes: 14 agents, 17.4 % wait, 88.8 % within 20 s, ASA 7.8 s', () => {
    const load: Load = { callsPerS: 200 / 3600, handlingS: 180, agents: 14, patienceS: Infinity };
    const service = serviceOf(load, 20);
    expect(service.waits).toBeCloseTo(0.1741, 4);
    expect(service.serviceLevel).toBeCloseTo(0.888, 3);
    expect(service.meanWaitS).toBeCloseTo(7.8, 1);
    expect(service.occupancy).toBeCloseTo(0.714, 3);
    const target = { share: 0.8, withinS: 20 };
    expect(agentsFor(load, target)).toBe(14);
    expect(rosterFor(14, 0.3)).toBe(20);
  });

  test('one agent: who waits is who finds them busy (M/M/1)', () => {
    for (const traffic of [0.1, 0.5, 0.9]) expect(erlangC(traffic, 1)).toBeCloseTo(traffic, 12);
  });

  test('too few agents and patience without end: the line grows for ever', () => {
    const service = serviceOf({ callsPerS: 1, handlingS: 100, agents: 100, patienceS: Infinity }, 20);
    expect(service).toEqual({ waits: 1, serviceLevel: 0, meanWaitS: Infinity, abandons: 0, occupancy: 1 });
  });
});

describe('Erlang A', () => {
  // Gans, Koole, Mandelbaum, "Telephone call centers" (2003), section 4.2.2: 50 agents, 48 calls and one minute each.
  const published: Load = { callsPerS: 48 / 60, handlingS: 60, agents: 50, patienceS: 120 };

  test('50 agents, 48 calls a minute of one minute, patience two: as published beside Erlang C', () => {
    const withPatience = serviceOf(published, 12.5);
    expect(withPatience.abandons).toBeCloseTo(0.031, 3);
    expect(withPatience.meanWaitS).toBeCloseTo(3.7, 1);
    expect(withPatience.occupancy).toBeCloseTo(0.93, 2);
    const without = serviceOf({ ...published, patienceS: Infinity }, 58.1);
    expect(without.meanWaitS).toBeCloseTo(20.8, 1);
    expect(without.serviceLevel).toBeCloseTo(0.9, 2);
    expect(without.occupancy).toBeCloseTo(0.96, 2);
  });

  test('with endless patience it becomes Erlang C', () => {
    const almost = serviceOf({ ...published, patienceS: 1e9 }, 20);
    const c = serviceOf({ ...published, patienceS: Infinity }, 20);
    expect(almost.waits).toBeCloseTo(c.waits, 5);
    expect(almost.serviceLevel).toBeCloseTo(c.serviceLevel, 5);
    expect(almost.meanWaitS).toBeCloseTo(c.meanWaitS, 3);
  });

  test('patience as long as handling: the number in the system is Poisson (M/M/infinity)', () => {
    const [traffic, agents] = [30, 30];
    const { waits, serviceLevel, abandons } = serviceOf(
      { callsPerS: traffic / 100, handlingS: 100, agents, patienceS: 100 },
      1e5,
    );
    let [p, fewer] = [Math.exp(-traffic), 0];
    for (let n = 0; n < agents; n++) {
      fewer += p;
      p *= traffic / (n + 1);
    }
    expect(waits).toBeCloseTo(1 - fewer, 10);
    // Whoever does not give up is answered some time.
    expect(serviceLevel).toBeCloseTo(1 - abandons, 6);
  });

  test.each([
    [5_000, 25, 180, 60],
    [5_000, 60, 180, 60],
    [20_000, 100, 200, 600],
    [3, 10, 300, 30],
    [1, 0.001, 60, 5],
  ])(
    '%d agents, %d calls/s, %d s each, patience %d s: all shares are shares, and who is not served gave up',
    (...load) => {
      const [agents, callsPerS, handlingS, patienceS] = load;
      const service = serviceOf({ agents, callsPerS, handlingS, patienceS }, 20);
      for (const share of [service.waits, service.serviceLevel, service.abandons, service.occupancy]) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }
      expect(service.serviceLevel).toBeLessThanOrEqual(1 - service.abandons + 1e-9);
      expect(service.serviceLevel).toBeGreaterThanOrEqual(1 - service.waits - 1e-9);
      const always = serviceOf({ agents, callsPerS, handlingS, patienceS }, 100 * patienceS);
      expect(always.serviceLevel).toBeCloseTo(1 - service.abandons, 6);
    },
  );
});

describe('staffing', () => {
  const load = { callsPerS: 0.5, handlingS: 240, patienceS: 90 };

  test('the fewest agents: one less would not do', () => {
    const target = { share: 0.8, withinS: 20, mostAbandon: 0.03, mostOccupancy: 0.9 };
    const agents = agentsFor(load, target)!;
    const met = (n: number) => serviceOf({ ...load, agents: n }, 20);
    expect(met(agents).abandons).toBeLessThanOrEqual(0.03);
    expect(met(agents).occupancy).toBeLessThanOrEqual(0.9);
    const less = met(agents - 1);
    expect(less.serviceLevel < 0.8 || less.abandons > 0.03 || less.occupancy > 0.9).toBe(true);
  });

  test('and the other way round: the most calls for so many agents', () => {
    const target = { share: 0.8, withinS: 20 };
    const perHour = callsPerHourFor({ handlingS: 240, patienceS: 90, agents: 120 }, target);
    const level = (calls: number) =>
      serviceOf({ handlingS: 240, patienceS: 90, agents: 120, callsPerS: calls / 3600 }, 20).serviceLevel;
    expect(level(perHour)).toBeGreaterThanOrEqual(0.8);
    expect(level(perHour + 1)).toBeLessThan(0.8);
    // Not even one call an hour, when answering within no time is asked of everybody.
    expect(callsPerHourFor({ handlingS: 240, patienceS: 90, agents: 1 }, { share: 1, withinS: 0 })).toBe(0);
  });

  test('nobody is enough for what no number of agents could do', () => {
    expect(agentsFor(load, { share: 1.1, withinS: 20 })).toBeUndefined();
  });
});
