import { useCallback, useEffect, useState } from 'react';
import type { SiteView } from '../engine/site-use-cases';
import type { Api } from './api';

/** An edit in the folder, and a publish by somebody else, are seen after so long at most. */
const ASK_EVERY_MS = 5_000;

/** How the site is, asked for again and again; `undefined` while it is not known. */
export function useSite(api: Api): { readonly site: SiteView | undefined; readonly refresh: () => void } {
  const [site, setSite] = useState<SiteView>();
  const refresh = useCallback(() => {
    // That the node is away is said by the page itself.
    void api.get<SiteView>('/site').then(setSite, () => undefined);
  }, [api]);
  useEffect(() => {
    refresh();
    const timer = setInterval(refresh, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [refresh]);
  return { site, refresh };
}
