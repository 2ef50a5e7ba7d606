import type { CarillonEvent } from '../../../src/domain/event';
import { FloorActor } from '../../../src/engine/floor-actor';
import { VirtualClock } from '../../../src/sim/virtual-clock';
import { agent, floorOf, FloorStory, queueSettings } from '../../support/floor';

test('a chooser that cannot even be asked costs the caller nothing: the floor goes on as without it', async () => {
  const chooser = { connector: 'dispatcher', withinMs: 300 };
  const settings = floorOf([agent('anna')], [queueSettings('sales', { chooser })]);
  const story = new FloorStory(settings).enters('c1');
  const events: CarillonEvent[] = [];
  const done: string[] = [];
  const errors: string[] = [];
  const quiet = (): void => undefined;
  const actor = new FloorActor(story.state, {
    telephony: {
      run: ({ type }) => {
        done.push(type);
        return Promise.resolve({ is: 'done' });
      },
    },
    store: { saveFloor: () => Promise.resolve() },
    clock: new VirtualClock(story.now),
    log: { debug: quiet, info: quiet, warn: quiet, error: (what) => void errors.push(what) },
    settings: () => settings,
    tell: quiet,
    happened: (some) => void events.push(...some),
    fenced: quiet,
    callCustomer: quiet,
    askAgent: quiet,
    stopAsking: quiet,
    askChooser: () => Promise.reject(new Error('the worker is gone')),
    tellAgent: quiet,
  });
  await actor.request({ type: 'set-agent-state', agent: 'anna', to: 'available', reason: '', by: 'anna' });
  await new Promise(setImmediate);
  await actor.idle();
  actor.stop();
  expect(errors).toEqual(['who is to take a call could not be asked']);
  expect(events.flatMap(({ type, data }) => (type === 'queue.chooser' ? [data] : []))).toMatchObject([
    { how: 'failed' },
  ]);
  expect(done).toEqual(['ring-agent']);
});
