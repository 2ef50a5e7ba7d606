import { createTransport } from 'nodemailer';
import type { NoticeSender, SentNotice } from '../../engine/ports/work';

export interface MailOptions {
  /** `smtp://user:password@host:587`, `smtps://host:465`. */
  readonly url: string;
  /** Such as `Carillon <carillon@example.com>`. */
  readonly from: string;
}

const CONNECT_WITHIN_MS = 10_000;
const ANSWER_WITHIN_MS = 30_000;
/** SMTP replies from here on say that trying again is of no use (RFC 5321, 4.2.1). */
const PERMANENT = 500;

/** Sends mail over one SMTP server. What the server refuses for good is not tried again. */
export function mailSender({ url, from }: MailOptions): NoticeSender & { close(): void } {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 2,
    connectionTimeout: CONNECT_WITHIN_MS,
    greetingTimeout: CONNECT_WITHIN_MS,
    socketTimeout: ANSWER_WITHIN_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ id, to, subject, text, data, attachment }) {
      try {
        await transport.sendMail({
          // The same notice that is sent twice is one mail to whoever reads it.
          messageId: `<${id}@carillon>`,
          from,
          to: { name: '', address: to },
          subject,
          text: withData(text, data),
          headers: { 'Auto-Submitted': 'auto-generated' },
          ...(attachment && {
            attachments: [
              { filename: attachment.name, content: Buffer.from(attachment.bytes), contentType: 'audio/wav' },
            ],
          }),
        });
        return { is: 'sent' };
      } catch (error) {
        const { responseCode, message } = error as { readonly responseCode?: number; readonly message: string };
        const isFinal = responseCode !== undefined && responseCode >= PERMANENT;
        return { is: isFinal ? 'refused' : 'failed', why: withoutAddress(message, to) };
      }
    },
    close: () => transport.close(),
  };
}

function withData(text: string, data: SentNotice['data']): string {
  const lines = Object.entries(data).map(
    ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [text, lines.join('\n')].filter((part) => part !== '').join('\n\n');
}

/** A server's refusal quotes whom it refuses, and history masks addresses. */
const withoutAddress = (message: string, to: string): string => message.replaceAll(to, '…').slice(0, 200);
