import { readSiteContent, type SiteContent } from '../site/content';
import type { ExitCode } from './failure';
import { told } from './publish';
import { siteFolder } from './settings';
import type { SiteApi } from './site-api';
import type { World } from './world';

/** `carillon reload`: the running centre takes its site folder as it is now, or says what is wrong with it. */
export async function reload(world: World, api: SiteApi): Promise<ExitCode> {
  // The lines of mistakes are shown where the folder is at hand, which it need not be.
  const near: SiteContent | undefined = await readSiteContent(siteFolder(world)).catch(() => undefined);
  const message = 'the folder, by carillon reload';
  return told(world, near, { json: false }, () => api.publish({ message, author: world.user() }));
}
