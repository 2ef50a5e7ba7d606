import type { Alarm, Timers } from './clock';
import type { Requests } from './requests';
import type { Endpoint } from './rtp';
import { parseNameAddress, parseUri } from './sip-address';
import { SipHeaders } from './sip-headers';
import type { HeaderLine } from './sip-headers';
import type { SipRequest, SipResponse } from './sip-message';
import { SipRefused } from './sip-refused';
import { newTag, newVia } from './sip-via';

export interface RegistrationOptions {
  readonly user: string;
  readonly server: Endpoint;
  readonly local: Endpoint;
  readonly contact: string;
  readonly requests: Requests;
  readonly timers: Timers;
  /** A registration that was kept up could not be renewed. */
  readonly onLost: (why: SipRefused) => void;
}

export type RegistrationState =
  { readonly is: 'unregistered' } | { readonly is: 'registered'; readonly expiresSeconds: number };

/** Tells the server where this user is (RFC 3261, section 10), and keeps telling it in time. */
export class Registration {
  state: RegistrationState = { is: 'unregistered' };
  private readonly callId = newTag();
  private readonly tag = newTag();
  private sequence = 0;
  private renewal: Alarm | undefined;

  constructor(private readonly options: RegistrationOptions) {}

  /** Resolves with the seconds granted. @throws SipRefused */
  async register(expiresSeconds: number): Promise<number> {
    const response = await this.ask(expiresSeconds);
    // 423 Interval Too Brief (section 10.2.8): the server names its least.
    const least = response.status === 423 ? Number(response.headers.get('Min-Expires')) : 0;
    const final = least > expiresSeconds ? await this.ask(least) : response;
    if (final.status >= 300) throw new SipRefused('REGISTER', final.status, final.reason);
    const granted = this.grantedIn(final) ?? Math.max(least, expiresSeconds);
    this.renewLater(granted);
    this.state = granted > 0 ? { is: 'registered', expiresSeconds: granted } : { is: 'unregistered' };
    return granted;
  }

  /** @throws SipRefused */
  async unregister(): Promise<void> {
    await this.register(0);
  }

  private async ask(expiresSeconds: number): Promise<SipResponse> {
    const { requests, server } = this.options;
    this.renewal?.cancel();
    const answer = await requests.ask((credentials) => this.request(expiresSeconds, credentials), server);
    if (answer.is === 'timeout') throw new SipRefused('REGISTER', 408, 'no response');
    return answer;
  }

  private request(expiresSeconds: number, credentials: readonly HeaderLine[]): SipRequest {
    const { user, server, local, contact } = this.options;
    const address = `<sip:${user}@${server.address}>`;
    this.sequence += 1;
    const headers = new SipHeaders([
      ['Via', newVia(local)],
      ['Max-Forwards', '70'],
      ['From', `${address};tag=${this.tag}`],
      ['To', address],
      ['Call-ID', this.callId],
      ['CSeq', `${this.sequence} REGISTER`],
      ['Contact', contact],
      ['Expires', String(expiresSeconds)],
      ...credentials,
    ]);
    return { is: 'request', method: 'REGISTER', uri: `sip:${server.address}:${server.port}`, headers, body: '' };
  }

  /** The response lists every contact of the user; ours tells our time (section 10.3, step 8). */
  private grantedIn({ headers }: SipResponse): number | undefined {
    const { local } = this.options;
    for (const contact of headers.all('Contact')) {
      const address = parseNameAddress(contact);
      const uri = parseUri(address?.uri ?? '');
      const ours = uri?.host === local.address && (uri.port ?? 5060) === local.port;
      const expires = address?.parameters.get('expires');
      if (ours && expires !== undefined) return Number(expires);
    }
    const common = headers.get('Expires');
    return common === undefined ? undefined : Number(common);
  }

  private renewLater(grantedSeconds: number): void {
    this.renewal?.cancel();
    if (grantedSeconds <= 0) return;
    this.renewal = this.options.timers.after((grantedSeconds * 1000) / 2, () => {
      this.register(grantedSeconds).catch((why: unknown) => {
        if (!(why instanceof SipRefused)) throw why;
        this.state = { is: 'unregistered' };
        this.options.onLost(why);
      });
    });
  }
}
