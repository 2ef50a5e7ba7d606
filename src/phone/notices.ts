import { parseNameAddress, parseUri } from './sip-address';

/** What a phone shows of what it is told by NOTIFY. */

/** A message lamp (RFC 3842): how many messages wait, and what to dial for them. */
export interface MessageSummary {
  readonly waiting: boolean;
  readonly fresh: number;
  readonly old: number;
  /** The user part of Message-Account. */
  readonly account?: string;
}

/** Of application/simple-message-summary; `undefined` when it is none. */
export function readMessageSummary(body: string): MessageSummary | undefined {
  const waiting = /^Messages-Waiting:\s*(yes|no)/im.exec(body)?.[1];
  if (waiting === undefined) return undefined;
  const [, fresh = '0', old = '0'] = /^Voice-Message:\s*(\d+)\/(\d+)/im.exec(body) ?? [];
  const account = /^Message-Account:\s*(\S+)/im.exec(body)?.[1];
  const user = account === undefined ? undefined : parseUri(parseNameAddress(account)?.uri ?? '')?.user;
  return {
    waiting: waiting.toLowerCase() === 'yes',
    fresh: Number(fresh),
    old: Number(old),
    ...(user === undefined || user === '' ? {} : { account: user }),
  };
}

/** How the lamp beside a key looks. */
export type Light = 'dark' | 'flashing' | 'lit';

/** Of application/dialog-info+xml (RFC 4235), as phones show it; `undefined` when it is none. */
export function readDialogInfo(body: string): Light | undefined {
  if (!/<dialog-info[\s>]/.test(body)) return undefined;
  const states = [...body.matchAll(/<state[^>]*>\s*(\w+)\s*<\/state>/g)].map(([, state]) => state);
  if (states.includes('confirmed')) return 'lit';
  return states.some((state) => state !== 'terminated') ? 'flashing' : 'dark';
}
