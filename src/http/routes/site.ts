import { z } from 'zod';
import { phone, site } from '../examples';
import type { HttpParts } from '../parts';
import { HttpProblem, notFound } from '../problem';
import { json, route, type Route } from '../route';
import { phoneView, siteView } from '../schemas';

export function siteRoutes({ useCases }: HttpParts): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/site',
      operationId: 'getSite',
      tag: 'Site',
      summary: 'Which version of the site new calls get, and how the last reload went',
      may: 'site.see',
      answer: json('The site', siteView, site),
      handle: () => ({ json: useCases.site() }),
    }),
    route({
      method: 'post',
      path: '/site/reload',
      operationId: 'reloadSite',
      tag: 'Site',
      summary: 'Read, check and publish the site folder',
      description: 'A site with mistakes changes nothing. Calls in progress keep the version they began with.',
      may: 'site.reload',
      answer: json('Published', siteView, site),
      refusals: ['site-has-mistakes'],
      handle: async ({ by }) => {
        const view = await useCases.reloadSite(by.name);
        if (view.lastReload.taken) return { json: view };
        const { problems } = view.lastReload;
        const errors = problems.filter(({ severity }) => severity === 'error');
        throw new HttpProblem(
          'site-has-mistakes',
          errors.map(({ file, line, col, message }) => `${file}:${line}:${col}: ${message}`).join('\n') ||
            'the folder could not be read',
          { members: { revision: view.revision, problems } },
        );
      },
    }),
    route({
      method: 'get',
      path: '/phones/:account',
      operationId: 'getPhone',
      tag: 'Site',
      summary: "A desk phone's account with its password, to set the phone up",
      may: 'phones.secrets',
      params: z.strictObject({ account: z.string().min(1) }),
      answer: json('The account', phoneView, phone),
      refusals: ['not-found'],
      handle: ({ params: { account } }) => {
        const found = useCases.phone(account);
        if (!found) throw notFound(`there is no phone account ${account}`);
        return { json: found };
      },
    }),
  ];
}
