import type { NoticeSender } from '../../engine/ports/work';
import { post } from './post';

export interface SmsOptions {
  /**
   * The gateway. With `{text}` in it, it is fetched by GET with `{to}` and `{text}` (and `{id}`) put in; without, it gets
   * `{ "id", "to", "text" }` as JSON by POST.
   */
  readonly url: string;
  /** The header `Authorization`, where the gateway wants one. */
  readonly authorization?: string | undefined;
}

export function smsSender({ url, authorization }: SmsOptions): NoticeSender {
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  return {
    send({ id, to, text }) {
      if (!url.includes('{text}'))
        return post(url, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify({ id, to, text }),
        });
      const values: Readonly<Record<string, string>> = { id, to, text };
      const filled = url.replace(/\{(id|to|text)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
      return post(filled, { method: 'GET', headers });
    },
  };
}
