import { whatHappens } from '../../../src/sim/what-happens';
import { officeFiles } from '../../support/office';
import { compileSite } from '../../../src/site/compile';

const { site } = compileSite(officeFiles());
const at = (text: string): number => Date.parse(`${text}:00+03:00`);

describe('what would happen to a caller to the office', () => {
  it('on a working day: the menu asks', async () => {
    const { path, heard, scene, outcome } = await whatHappens(site!, '1000', at('2026-11-20T10:05'));
    expect({ path, scene, outcome }).toEqual({
      path: ['hello', 'menu'],
      scene: { is: 'asked', label: 'menu' },
      outcome: null,
    });
    expect(heard.map(({ media }) => (media.is === 'prompt' ? media.name : media.is))).toEqual([
      'greeting/morning',
      'office/welcome',
      'office/main-menu',
    ]);
  });

  it('on New Year: the call ends', async () => {
    const { path, scene, outcome } = await whatHappens(site!, '1000', at('2027-01-01T10:05'));
    expect({ path, scene, outcome }).toEqual({
      path: ['hello', 'holiday'],
      scene: { is: 'over' },
      outcome: 'self-served',
    });
  });

  it('a caller of the blacklist is refused', async () => {
    const { outcome } = await whatHappens(site!, '1000', at('2026-11-20T10:05'), '79990000000');
    expect(outcome).toBe('refused');
  });

  it('a number that leads nowhere', async () => {
    const { outcome, path } = await whatHappens(site!, '999', at('2026-11-20T10:05'));
    expect({ outcome, path }).toEqual({ outcome: 'refused', path: [] });
  });
});
