import { isKeptPlace, missOf, ticketOfCallback } from '../../../src/domain/callback';
import { callbackId, callOf, isCallback, isPart, partId } from '../../../src/domain/ids';

const ASKED = 'carillon-1795290196.12';
const BACK = callbackId(ASKED, 7);

describe('the id of a call back', () => {
  it('is found again from each of its parts, and is no part of the call that asked', () => {
    expect(BACK).toBe('carillon-1795290196.12-cb7~');
    for (const part of ['agentLeg', 'bridge', 'playback', 'ticket', 'event'] as const) {
      expect(callOf(partId(BACK, part, 3))).toBe(BACK);
      expect(isPart(partId(BACK, part, 3), part)).toBe(true);
    }
    expect(callOf(BACK)).toBe(BACK);
    expect(callOf(partId(ASKED, 'agentLeg', 3))).toBe(ASKED);
    expect([isCallback(BACK), isCallback(ASKED), isCallback(partId(BACK, 'agentLeg', 3))]).toEqual([
      true,
      false,
      false,
    ]);
  });

  // Asterisk 22.10 refuses an id with which that of another channel begins, and agents are rung first.
  it('begins none of its parts', () => {
    expect(partId(BACK, 'agentLeg', 3).startsWith(BACK)).toBe(false);
  });

  it('is one of its own for a call back that a call back asks for', () => {
    const again = callbackId(BACK, 9);
    expect(callOf(partId(again, 'agentLeg', 3))).toBe(again);
    expect([isCallback(again), again === BACK]).toEqual([true, false]);
  });

  it('has a place of its own, which no later visit of the same call takes', () => {
    expect(isKeptPlace(ticketOfCallback(BACK))).toBe(true);
    expect(isKeptPlace(partId(BACK, 'ticket', 100_005))).toBe(false);
    expect(isKeptPlace(partId(ASKED, 'ticket', 0))).toBe(false);
  });
});

it.each([
  [17, 'busy'],
  [21, 'declined'],
  [19, 'no-answer'],
  [18, 'no-answer'],
  [null, 'no-answer'],
  [1, 'unreachable'],
  [34, 'unreachable'],
] as const)('cause %s of a customer who was not to be had: %s', (cause, how) => {
  expect(missOf(cause)).toBe(how);
});
