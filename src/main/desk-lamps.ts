import { LampKeeper, type LampKeeperParts } from '../engine/lamp-keeper';
import type { OverrideBook } from '../engine/overrides';
import type { DeskLamps } from '../engine/ports/lamps';
import type { Log } from '../engine/ports/world';
import type { Sites } from '../engine/sites';
import type { Switchboard } from '../engine/switchboard';
import { systemClock } from './clock';

interface DeskLampsParts extends Pick<LampKeeperParts, 'openMessages'> {
  readonly lamps: DeskLamps;
  readonly sites: Sites;
  readonly overrides: OverrideBook;
  readonly switchboard: Pick<Switchboard, 'floor'>;
  readonly log: Log;
}

/** The lamps of desk phones, kept as the centre is; events are handed in by whoever saves them. */
export function keepDeskLamps(parts: DeskLampsParts): LampKeeper {
  const { sites, overrides, switchboard } = parts;
  const keeper = new LampKeeper({
    ...parts,
    clock: systemClock,
    view: () => ({
      site: sites.current,
      settings: sites.floorSettings(),
      floor: switchboard.floor.book,
      override: (schedule) => overrides.current(schedule, systemClock.now())?.to,
    }),
  });
  overrides.onChange(() => keeper.changed());
  sites.onChange(() => keeper.changed());
  return keeper;
}
