import type { ListOptions } from './lists';
import type { SiteApi } from './site-api';
import { siteInWords, versionTable } from './site-reports';
import { timesOf } from './times';
import type { World } from './world';

/** `carillon versions`: what was published, the newest first. */
export async function listVersions(
  world: World,
  api: SiteApi,
  { json, limit }: ListOptions & { readonly limit: number },
): Promise<void> {
  const [versions, site] = await Promise.all([api.versions(limit), api.site()]);
  const [running, canary] = [site.version?.number, site.canary?.version.number];
  const of = { ...(running !== undefined && { running }), ...(canary !== undefined && { canary }) };
  world.stdout.write(
    json
      ? `${JSON.stringify(versions, null, 2)}\n`
      : `${versionTable(versions, { ...of, times: timesOf(world, api) })}\n`,
  );
}

/** `carillon site`: what runs, how the last publish went, what is not applied. */
export async function showSite(world: World, api: SiteApi, { json }: ListOptions): Promise<void> {
  const view = await api.site();
  world.stdout.write(`${json ? JSON.stringify(view, null, 2) : siteInWords(view, world, timesOf(world, api))}\n`);
}
