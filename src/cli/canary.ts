import { Usage } from './failure';
import type { ListOptions } from './lists';
import type { SiteApi } from './site-api';
import { comparisonTable, described, siteInWords } from './site-reports';
import { timesOf } from './times';
import type { World } from './world';

export interface CanaryOptions extends ListOptions {
  readonly promote: boolean;
  readonly stop: boolean;
  readonly share?: number;
  readonly message?: string;
}

/** `carillon canary`: how the canary does beside what runs; `--promote`, `--stop` and `--share` change it. */
export async function canary(world: World, api: SiteApi, options: CanaryOptions): Promise<void> {
  const { json, promote, stop, share, message = '' } = options;
  if ([promote, stop, share !== undefined].filter(Boolean).length > 1)
    throw new Usage('give one of --promote, --stop and --share');
  const author = world.user();
  if (promote) await api.canary({ do: 'promote', author });
  else if (stop) await api.canary({ do: 'stop', why: message, author });
  else if (share !== undefined) await api.canary({ do: 'share', percent: share, author });
  const view = await api.site();
  const times = timesOf(world, api);
  const { canary: running, lastCanary } = view;
  if (json) world.stdout.write(`${JSON.stringify({ canary: running, lastCanary }, null, 2)}\n`);
  else if (promote || stop || !running) world.stdout.write(`${siteInWords(view, world, times)}\n`);
  else
    world.stdout.write(
      `${running.percent} % of the new calls get ${described(running.version, times)}\nsince ${times.named(running.since)}:\n\n${comparisonTable(running.outcomes)}\n`,
    );
  if (!json && !running && lastCanary && !promote && !stop)
    world.stdout.write(`\n${comparisonTable(lastCanary.outcomes)}\n`);
}
