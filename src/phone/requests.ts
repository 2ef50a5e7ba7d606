import type { ClientListener, ClientTransaction } from './client-transaction';
import { authorization, parseChallenge } from './digest';
import type { Challenge, Credentials } from './digest';
import type { Endpoint } from './rtp';
import type { HeaderLine } from './sip-headers';
import type { SipRequest, SipResponse } from './sip-message';
import type { Transactions } from './transactions';

/** Makes the request afresh for each try, with a new CSeq and branch (RFC 3261, section 22.2). */
export type Build = (credentials: readonly HeaderLine[]) => SipRequest;

/** The final response, or none in time. */
export type Answer = SipResponse | { readonly is: 'timeout' };

/** The try under way; another one follows a challenge. */
export interface Attempt {
  transaction: ClientTransaction;
}

/** A challenge is answered once, and once more when only its nonce was stale. */
const MOST_TRIES = 3;

interface Challenged {
  readonly header: 'Authorization' | 'Proxy-Authorization';
  readonly challenge: Challenge;
}

function challengeIn({ status, headers }: SipResponse): Challenged | undefined {
  if (status !== 401 && status !== 407) return undefined;
  const [asks, header] =
    status === 401
      ? (['WWW-Authenticate', 'Authorization'] as const)
      : (['Proxy-Authenticate', 'Proxy-Authorization'] as const);
  // The server lists them in the order it prefers (RFC 8760, section 2.4).
  const challenge = headers.all(asks).map(parseChallenge).find(Boolean);
  return challenge === undefined ? undefined : { header, challenge };
}

/** Requests that answer a 401 or 407 by themselves. */
export class Requests {
  constructor(
    readonly transactions: Transactions,
    private readonly credentials: Credentials | undefined,
  ) {}

  send(build: Build, to: Endpoint, listener: ClientListener): Attempt {
    let tries = 0;
    const start = (credentials: readonly HeaderLine[]): ClientTransaction => {
      tries += 1;
      return this.transactions.request(build(credentials), to, {
        onTimeout: () => listener.onTimeout(),
        onResponse: (response) => {
          const proof = this.proofFor(response, attempt.transaction.request, tries);
          if (proof === undefined) listener.onResponse(response);
          else attempt.transaction = start([proof]);
        },
      });
    };
    const attempt: Attempt = { transaction: start([]) };
    return attempt;
  }

  /** For requests other than INVITE. */
  ask(build: Build, to: Endpoint): Promise<Answer> {
    return new Promise((resolve) => {
      this.send(build, to, {
        onResponse: (response) => {
          if (response.status >= 200) resolve(response);
        },
        onTimeout: () => resolve({ is: 'timeout' }),
      });
    });
  }

  private proofFor(response: SipResponse, request: SipRequest, tries: number): HeaderLine | undefined {
    const asked = challengeIn(response);
    if (asked === undefined || this.credentials === undefined || tries >= MOST_TRIES) return undefined;
    if (tries > 1 && !asked.challenge.stale) return undefined;
    return [asked.header, authorization(asked.challenge, this.credentials, request)];
  }
}
