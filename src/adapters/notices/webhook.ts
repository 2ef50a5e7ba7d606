import { createHmac } from 'node:crypto';
import type { NoticeSender } from '../../engine/ports/work';
import { post } from './post';

export interface WebhookOptions {
  readonly secret: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Posts a notice as JSON. `Carillon-Timestamp` is when it was sent, in seconds since 1970; `Carillon-Signature` is
 * `v1=` and the HMAC-SHA-256, in hex, of `<timestamp>.<body>`: so whoever gets it knows that it is ours and not from
 * yesterday. `Carillon-Id` is the same when a notice comes twice.
 */
export function webhookSender({ secret, now }: WebhookOptions): NoticeSender {
  return {
    send({ id, call, to, subject, text, data }) {
      const timestamp = String(Math.floor(now() / 1000));
      const body = JSON.stringify({ id, call, subject, text, data });
      return post(to, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'carillon-id': id,
          'carillon-timestamp': timestamp,
          'carillon-signature': signatureOf(secret, timestamp, body),
        },
        body,
      });
    },
  };
}

export const signatureOf = (secret: string, timestamp: string, body: string): string =>
  `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
