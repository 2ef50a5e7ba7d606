import { createHash, timingSafeEqual } from 'node:crypto';
import { HttpProblem } from './problem';

export type Permission =
  | 'agents.see'
  | 'agents.set'
  | 'queues.see'
  | 'calls.see'
  | 'calls.steer'
  | 'calls.replay'
  | 'calls.pick'
  | 'events.see'
  | 'history.see'
  | 'reports.see'
  | 'site.see'
  | 'site.publish'
  | 'phones.secrets'
  | 'lists.see'
  | 'lists.set'
  | 'pin-locks.see'
  | 'pin-locks.lift'
  | 'schedules.see'
  | 'schedules.set'
  | 'callbacks.see'
  | 'callbacks.cancel'
  | 'voicemails.see'
  | 'voicemails.set'
  | 'recordings.prune';

export type Role = 'admin';

/** Who asks. */
export interface Principal {
  readonly name: string;
  readonly role: Role;
}

const RIGHTS: Readonly<Record<Role, 'all' | ReadonlySet<Permission>>> = { admin: 'all' };

/** The one place that says who may do what; roles and scopes grow here. */
export function can({ role }: Principal, permission: Permission): boolean {
  const rights = RIGHTS[role];
  return rights === 'all' || rights.has(permission);
}

/** Knows a bearer by the token. */
export class Doorkeeper {
  private readonly admin: Buffer;

  constructor(adminToken: string) {
    if (adminToken === '') throw new Error('the admin token is empty: anybody could come in');
    this.admin = digest(adminToken);
  }

  /** Throws a 401 when the header names nobody we know. */
  admit(authorization: string | undefined): Principal {
    if (authorization === undefined) throw refusal('send the header Authorization: Bearer <token>', '');
    const token = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
    // Both sides are hashed first: the comparison takes the same time whatever the length and the first difference.
    if (token === undefined || !timingSafeEqual(digest(token), this.admin))
      throw refusal('the token is not known here; `npm start` shows the right one', ', error="invalid_token"');
    return { name: 'admin', role: 'admin' };
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const refusal = (detail: string, more: string): HttpProblem =>
  new HttpProblem('unauthorized', detail, { headers: { 'www-authenticate': `Bearer realm="carillon"${more}` } });
