import type { EntryView } from '../../src/engine/list-use-cases';
import type { PinLockView } from '../../src/engine/pin-lock-book';
import type { Phone } from '../../src/phone/phone';
import { hears, keysIn } from '../support/hearing';
import { useLiveCentre } from '../support/live-centre';
import { ofExample, ofOffice, patient, promptsWith } from '../support/live-site';
import { PATIENCE_MS } from '../support/patience';

const ANNA = 800;
const RUDE = 1200;
const NUMBER = '79160000666';

/** The small office, with what the example has of lists that are written: *46. Nobody is hurried. */
const centre = useLiveCentre({
  usualPromptMs: 700,
  files: {
    'site.yaml': `${ofOffice('site.yaml')}pin_locks: { after: 4 }\n`,
    'lists.yaml': ofExample('lists.yaml'),
    'flows/bar.yaml': patient(ofExample('flows/bar.yaml')),
    'numbers.yaml': ofOffice('numbers.yaml').replace('feature_codes:\n', 'feature_codes:\n  "*46": bar\n'),
    'prompts/en.yaml': promptsWith('bar'),
  },
});

const isRefused = async (phone: Phone): Promise<void> => {
  await expect(phone.call('1000').ended(PATIENCE_MS)).resolves.toMatchObject({ how: 'rejected', code: 486 });
};

it('*46 bars a number: its calls are refused, over a restart too, until the API lets it in again', async () => {
  const anna = await centre.agent('anna', ANNA);
  const rude = await centre.caller(NUMBER, RUDE);

  const own = anna.call('*46');
  await own.answered(PATIENCE_MS);
  await hears(own, centre.tone('emergency/pin'));
  await keysIn(own, '4711');
  await hears(own, centre.tone('bar/number'));
  await keysIn(own, `${NUMBER}#`);
  await hears(own, centre.tone('bar/barred'));
  await own.ended(PATIENCE_MS);
  const { entries } = await centre.api<{ entries: EntryView[] }>('GET', '/lists/blacklist/entries?from=added');
  expect(entries).toMatchObject([{ key: NUMBER, by: 'anna', note: '*46' }]);

  await isRefused(rude);
  await centre.crash();
  await centre.start();
  await isRefused(rude);

  await centre.api('DELETE', `/lists/blacklist/entries/${NUMBER}?why=sorry`);
  const again = rude.call('1000');
  await again.answered(PATIENCE_MS);
  again.hangup();
  await again.ended(PATIENCE_MS);
});

it('wrong PINs count over calls, and lock over a restart; the API lifts it', async () => {
  const anna = await centre.agent('anna', ANNA);
  const tries = async (...pins: readonly string[]): Promise<void> => {
    const own = anna.call('*46');
    await own.answered(PATIENCE_MS);
    for (const pin of pins) {
      await hears(own, centre.tone('emergency/pin'));
      await keysIn(own, pin);
    }
    await own.ended(PATIENCE_MS);
  };
  await tries('0001', '0002', '0003');
  await tries('0004');
  await centre.crash();
  await centre.start();

  const locked = anna.call('*46');
  await locked.answered(PATIENCE_MS);
  await hears(locked, centre.tone('bar/locked'));
  await locked.ended(PATIENCE_MS);

  const { pinLocks } = await centre.api<{ pinLocks: PinLockView[] }>('GET', '/pin-locks');
  expect(pinLocks).toContainEqual(expect.objectContaining({ what: 'pins anna', wrong: 4, locked: true }));
  for (const { id } of pinLocks) await centre.api('DELETE', `/pin-locks/${id}?why=tried`);
  const own = anna.call('*46');
  await own.answered(PATIENCE_MS);
  await hears(own, centre.tone('emergency/pin'));
  await keysIn(own, '4711');
  await hears(own, centre.tone('bar/number'));
  own.hangup();
  await own.ended(PATIENCE_MS);
});
