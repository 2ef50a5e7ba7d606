import type { SiteView } from '../engine/use-cases';

interface Health {
  readonly ok: boolean;
  readonly what: string;
}

/** Whether a part answers when it is asked. */
export async function healthOf(name: string, ask: () => Promise<unknown>): Promise<Health> {
  try {
    await ask();
    return { ok: true, what: `${name} answers` };
  } catch (error) {
    return { ok: false, what: `${name} does not answer: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Calls are served all the same; whoever published must know that it is not what they wrote. */
export function healthOfSite({ version, lastReload }: SiteView): Health {
  const runs = version ? `version ${version.number} runs` : 'a version without a number runs';
  if (lastReload.taken) return { ok: true, what: runs };
  return { ok: false, what: `${runs}; the last publish, by ${lastReload.by}, was not taken: ${lastReload.why}` };
}
