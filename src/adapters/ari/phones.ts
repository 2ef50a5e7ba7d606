import { createHash } from 'node:crypto';
import type { AgentId } from '../../domain/ids';
import type { PhoneAccount } from '../../engine/ports/telephony';
import type { Log } from '../../engine/ports/world';
import { mailboxOf } from './lamps';
import type { FailureCode, Reply, Requests } from './requests';

type Fields = Readonly<Record<string, string>>;
type ObjectType = 'auth' | 'aor' | 'endpoint';

/**
 * A channel variable on every call of an account of ours, with digests of its settings: by it we know the account again
 * after a restart of ours, and whether Asterisk has it as it should be.
 */
const MARK = 'CARILLON_PHONE';
interface Objects {
  readonly auth?: Fields;
  readonly aor: Fields;
  readonly endpoint: Fields;
}
/** In this order they are made: each needs the one before. */
const inOrder: readonly ObjectType[] = ['auth', 'aor', 'endpoint'];

/** The phones' accounts in Asterisk: told over ARI, kept there in memory until Asterisk ends. */
export class Phones {
  /** What Asterisk has from us: the mark by account. */
  private readonly known = new Map<string, string>();
  private wanted: readonly PhoneAccount[] = [];
  /** Some phones were told since their message lamps were set up. */
  private lampsAreOff = false;

  constructor(
    private readonly requests: Requests,
    private readonly log: Log,
  ) {}

  /** The endpoint of an agent's phone. */
  accountOf(agent: AgentId): string {
    return this.wanted.find((phone) => phone.agent === agent)?.account ?? agent;
  }

  /** Whose phone an endpoint is. */
  agentOf(account: string): AgentId | undefined {
    return this.wanted.find((phone) => phone.account === account)?.agent ?? undefined;
  }

  /** Rejects when Asterisk did not take all of it; what it took stays. */
  async publish(phones: readonly PhoneAccount[]): Promise<void> {
    this.wanted = phones;
    await this.lookUp();
    const accounts = new Set(phones.map(({ account }) => account));
    const surplus = [...this.known.keys()].filter((account) => !accounts.has(account));
    const results = await Promise.all([
      ...phones.map((phone) => this.tell(phone)),
      ...surplus.map((account) => this.forget(account)),
    ]);
    const problems = results.filter((why) => why !== null);
    await this.setUpMessageLamps();
    this.log.info('phones published', { told: phones.length, forgotten: surplus.length, failed: problems.length });
    if (problems.length > 0) throw new Error(`Asterisk did not take ${problems.length} phones: ${problems.join('; ')}`);
  }

  /** Asterisk is a new process and knows nothing of them. */
  async publishAgain(): Promise<void> {
    this.known.clear();
    if (this.wanted.length === 0) return;
    await this.publish(this.wanted).catch((error: unknown) => {
      this.log.error('phones could not be published', { error });
    });
  }

  /**
   * Endpoints and AORs can be made but not changed: Asterisk reads its own list of settings back, stumbles over some of an
   * endpoint's, and takes an AOR's registered contact for a fixed one. With an AOR goes the registration of its phone, so
   * it is left alone when it is as it should be.
   */
  private async tell(phone: PhoneAccount): Promise<string | null> {
    const { account } = phone;
    const objects = objectsOf(phone);
    const mark = markOf(objects);
    const before = this.known.get(account);
    if (before === mark) return null;
    const aorIsFine = before !== undefined && aorIn(before) === aorIn(mark);
    const stale = inOrder.filter((type) => type !== 'aor' || !aorIsFine);
    const cleared = await this.remove(stale, account);
    if (cleared !== null) return cleared;
    for (const type of stale) {
      const fields = type === 'endpoint' ? { ...objects.endpoint, set_var: `${MARK}=${mark}` } : objects[type];
      const failed = fields ? await this.put(type, account, fields) : null;
      if (failed !== null) return failed;
    }
    this.known.set(account, mark);
    this.lampsAreOff = true;
    return null;
  }

  /**
   * Asterisk looks which phones want to be told of messages (`mailboxes`) when one registers. A phone with an address never
   * does, and one that registered with the Asterisk before this one will in some minutes only.
   */
  private async setUpMessageLamps(): Promise<void> {
    if (!this.lampsAreOff) return;
    const moduleName = 'res_pjsip_mwi.so';
    const why = whyNot(
      await this.requests.ask('asterisk.reloadModule', ({ asterisk }) => asterisk.reloadModule({ moduleName })),
      'gone',
    );
    if (why === null) this.lampsAreOff = false;
    else this.log.warn('message lamps could not be set up; they are when the phones register', { why });
  }

  private async forget(account: string): Promise<string | null> {
    const failed = await this.remove(inOrder, account);
    if (failed === null) this.known.delete(account);
    return failed;
  }

  private async put(objectType: ObjectType, id: string, fields: Fields): Promise<string | null> {
    const tuples = Object.entries(fields).map(([attribute, value]) => ({ attribute, value }));
    const request = { configClass: 'res_pjsip', objectType, id, fields: { fields: tuples } };
    return whyNot(await this.requests.ask('asterisk.updateObject', ({ asterisk }) => asterisk.updateObject(request)));
  }

  private async remove(types: readonly ObjectType[], id: string): Promise<string | null> {
    for (const objectType of [...types].reverse()) {
      const request = { configClass: 'res_pjsip', objectType, id };
      const failed = whyNot(
        await this.requests.ask('asterisk.deleteObject', ({ asterisk }) => asterisk.deleteObject(request)),
        'gone',
      );
      if (failed !== null) return failed;
    }
    return null;
  }

  /** What an earlier process of ours told Asterisk. */
  private async lookUp(): Promise<void> {
    const endpoints = await this.requests.ask('endpoints.listByTech', (client) =>
      client.endpoints.listByTech({ tech: 'PJSIP' }),
    );
    if (endpoints.is === 'failed') return;
    const unknown = endpoints.value.map(({ resource }) => resource).filter((id) => !this.known.has(id));
    await Promise.all(unknown.map((id) => this.readMark(id)));
  }

  private async readMark(id: string): Promise<void> {
    const request = { configClass: 'res_pjsip', objectType: 'endpoint', id };
    const found = await this.requests.ask('asterisk.getObject', ({ asterisk }) => asterisk.getObject(request));
    const mark = found.is === 'done' ? found.value.find(({ attribute }) => attribute === MARK) : undefined;
    if (mark) this.known.set(id, mark.value);
  }
}

/** Tells every change of the settings, and by its second half every change of the AOR. */
const markOf = (objects: Objects): string => `${digestOf(objects)}.${digestOf(objects.aor)}`;
const aorIn = (mark: string): string => mark.slice(mark.indexOf('.') + 1);
const digestOf = (settings: object): string =>
  createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 16);

function whyNot(reply: Reply<unknown>, fine?: FailureCode): string | null {
  return reply.is === 'done' || reply.code === fine ? null : reply.why;
}

/** The same settings as the template `[agent]` in asterisk-conf/pjsip.conf, which says why. */
function objectsOf(phone: PhoneAccount): Objects {
  const { account, agent, password, address } = phone;
  return {
    ...(password === null ? {} : { auth: { auth_type: 'userpass', username: account, password } }),
    aor: {
      ...(address === null ? registering : { contact: address, qualify_frequency: '0' }),
      // Whoever subscribes to the account's messages is told of these.
      ...(agent === null ? {} : { mailboxes: mailboxOf(agent) }),
    },
    endpoint: {
      ...sound,
      ...(agent === null ? outsider : { ...agentsOwn(phone), ...watching(agent, phone.messagesAt) }),
      aors: account,
      ...(password === null ? {} : { auth: account }),
    },
  };
}

const registering: Fields = {
  max_contacts: '1',
  remove_existing: 'yes',
  remove_unavailable: 'yes',
  minimum_expiration: '60',
  default_expiration: '300',
  qualify_frequency: '30',
  qualify_timeout: '3',
};

const sound: Fields = {
  transport: 'transport-udp',
  disallow: 'all',
  allow: 'alaw,ulaw,g722',
  dtmf_mode: 'rfc4733',
  direct_media: 'no',
  rtp_symmetric: 'yes',
  force_rport: 'yes',
  rewrite_contact: 'yes',
  send_pai: 'yes',
  rtp_timeout: '120',
  rtp_timeout_hold: '3600',
};

/** Its number and name are what we say, whatever the phone says. */
function agentsOwn({ account, name, address, password }: PhoneAccount): Fields {
  const host = /@(\d+(?:\.\d+){3})(?:[:;>]|$)/.exec(address ?? '')?.[1];
  return {
    // Without a password the address alone tells that it is this phone.
    ...(password === null && host !== undefined ? { deny: '0.0.0.0/0', permit: host } : {}),
    context: 'from-agents',
    callerid: `"${name.replace(/["<>\\\p{Cc}]/gu, '')}" <${account}>`,
    trust_id_inbound: 'no',
    device_state_busy_at: '1',
    // Until transfers are ours to make: Asterisk's own would take the call out of our hands.
    allow_transfer: 'no',
  };
}

/** It may watch the lamps, and is told of its messages, whether it asks for that or not. */
const watching = (agent: AgentId, messagesAt: string | undefined): Fields => ({
  allow_subscribe: 'yes',
  subscribe_context: 'lamps',
  mailboxes: mailboxOf(agent),
  mwi_subscribe_replaces_unsolicited: 'yes',
  ...(messagesAt === undefined ? {} : { voicemail_extension: messagesAt }),
});

/** It calls in as a stranger does: the number is what it says, so it is known by whom it signs in as. */
const outsider: Fields = {
  context: 'from-trunk',
  identify_by: 'username,auth_username',
  trust_id_inbound: 'yes',
  allow_subscribe: 'no',
  allow_transfer: 'no',
};
