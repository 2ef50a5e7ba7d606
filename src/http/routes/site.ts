import { z } from 'zod';
import type { Published } from '../../engine/site-use-cases';
import type { Principal } from '../auth';
import { phone } from '../examples';
import type { HttpParts } from '../parts';
import { HttpProblem, invalid, notFound, unavailable } from '../problem';
import { json, route, type Route } from '../route';
import { phoneView } from '../schemas';
import { published, site } from '../site-examples';
import { canaryRequest, publishAnswer, publishRequest, rollbackRequest, siteView } from '../site-schemas';

/** A thousand flows are some 4 MB. */
const LARGEST_SITE = '32mb';
const REFUSALS = ['refused', 'site-has-mistakes', 'recordings-missing', 'unavailable'] as const;

export function siteRoutes({ useCases }: HttpParts): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/site',
      operationId: 'getSite',
      tag: 'Site',
      summary: 'Which version new calls get, how the last publish went, what is not applied, and the canary',
      may: 'site.see',
      answer: json('The site', siteView, site),
      handle: () => ({ json: useCases.site() }),
    }),
    route({
      method: 'post',
      path: '/site/reload',
      operationId: 'reloadSite',
      tag: 'Site',
      summary: "Publish the node's site folder as it is",
      description: 'A site with mistakes changes nothing. Calls in progress keep the version they began with.',
      may: 'site.publish',
      answer: json('Published', siteView, site),
      refusals: ['site-has-mistakes', 'refused', 'unavailable'],
      handle: async ({ by }) => {
        const message = `the folder, by reload`;
        answerOf(
          await useCases.publishSite({ by: by.name, message, content: { is: 'folder' } }),
          useCases.site().revision,
        );
        return { json: useCases.site() };
      },
    }),
    route({
      method: 'post',
      path: '/site/versions',
      operationId: 'publishSite',
      tag: 'Site',
      summary: 'Publish a site: the files sent, or the node’s folder; as a whole, or for a share of the new calls',
      description:
        'A site with mistakes changes nothing. The content that runs already makes no new version. Recordings are sent first, by PUT /site/recordings/{hash}.',
      may: 'site.publish',
      bodyLimit: LARGEST_SITE,
      body: publishRequest,
      bodyExample: { message: 'New year’s hours', base: '3f9a1c2b4d5e', author: 'olga@laptop' },
      answer: json('Published, checked, or nothing new', publishAnswer, published),
      refusals: REFUSALS,
      handle: async ({ body: { author, base, files, percent, dryRun, message }, by }) => {
        const result = await useCases.publishSite({
          message,
          by: nameOf(by, author),
          content: files ? { is: 'sent', files } : { is: 'folder' },
          dryRun,
          ...(base !== undefined && { base }),
          ...(percent !== undefined && { percent }),
        });
        return { json: answerOf(result, useCases.site().revision) };
      },
    }),
    route({
      method: 'post',
      path: '/site/versions/:number/rollback',
      operationId: 'rollBackSite',
      tag: 'Site',
      summary: 'Publish what an earlier version held, as a new version; a canary that runs ends',
      may: 'site.publish',
      params: z.strictObject({ number: z.coerce.number().int().min(1) }),
      body: rollbackRequest,
      bodyExample: { message: 'The new menu loses callers' },
      answer: json('Published, or nothing new', publishAnswer, published),
      refusals: [...REFUSALS, 'not-found'],
      handle: async ({ params: { number }, body: { author, base, message }, by }) => {
        const content = { is: 'version', number } as const;
        const order = { message, by: nameOf(by, author), content, ...(base !== undefined && { base }) };
        return { json: answerOf(await useCases.publishSite(order), useCases.site().revision) };
      },
    }),
    route({
      method: 'post',
      path: '/site/canary',
      operationId: 'changeCanary',
      tag: 'Site',
      summary: 'Give the canary to all new calls (promote), to none (stop), or to another share of them',
      may: 'site.publish',
      body: canaryRequest,
      bodyExample: { do: 'share', percent: 25 },
      answer: json('Done', siteView, site),
      refusals: ['refused'],
      handle: async ({ body: { do: what, percent, why = '', author }, by }) => {
        if (what === 'share' && percent === undefined)
          throw invalid([{ in: 'body', path: 'percent', detail: 'is missing', remedy: 'give a share from 1 to 99' }]);
        const order =
          what === 'share'
            ? ({ do: what, percent: percent ?? 0 } as const)
            : what === 'stop'
              ? { do: what, why }
              : { do: what };
        const refused = await useCases.changeCanary(order, nameOf(by, author));
        if (refused !== null) throw new HttpProblem('refused', refused);
        return { json: useCases.site() };
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

/** Who publishes, as they say themselves, and by whose token. */
const nameOf = ({ name }: Principal, author: string | undefined): string =>
  author === undefined ? name : `${author} (${name})`;

function answerOf(result: Published, running: string): object {
  switch (result.is) {
    case 'published':
      return result;
    case 'checked':
      return { ...result, version: null };
    case 'unchanged':
      return { ...result, problems: [], summary: [] };
    case 'mistakes':
      throw new HttpProblem(
        'site-has-mistakes',
        result.problems
          .filter(({ severity }) => severity === 'error')
          .map(({ file, line, col, message }) => `${file}:${line}:${col}: ${message}`)
          .join('\n') || result.why,
        { members: { revision: running, problems: result.problems } },
      );
    case 'conflict':
      throw new HttpProblem('refused', result.why, { members: { revision: running, version: result.version } });
    case 'missing':
      throw new HttpProblem('recordings-missing', `${result.recordings.length} recordings are not here yet`, {
        members: { recordings: result.recordings },
      });
    case 'not-found':
      throw notFound(result.why);
    case 'unavailable':
      throw unavailable(result.why);
  }
}
