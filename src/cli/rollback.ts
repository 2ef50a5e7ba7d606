import type { ExitCode } from './failure';
import { told } from './publish';
import type { SiteApi } from './site-api';
import type { World } from './world';

/** `carillon rollback N`: publishes what version N held, as a new version. */
export function rollback(
  world: World,
  api: SiteApi,
  number: number,
  { message, json }: { readonly message: string; readonly json: boolean },
): Promise<ExitCode> {
  return told(world, undefined, { json }, () => api.rollback(number, { message, author: world.user() }));
}
