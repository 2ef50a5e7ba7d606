import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { accountOf } from '../domain/agent';
import { codeOfMessages } from '../engine/feature-codes';
import type { PhoneAccount } from '../engine/ports/telephony';
import type { Log } from '../engine/ports/world';
import type { Site } from '../flow/office';

/** The account with which `carillon call` plays the caller. */
export const CLI_ACCOUNT = 'carillon-cli';

/**
 * The phones of a site with their passwords: from the environment where the site names a variable, else made once and
 * kept in a file that only we can read.
 */
export class PhoneBook {
  private readonly made: Record<string, string>;

  constructor(
    private readonly file: string,
    private readonly env: Readonly<Record<string, string | undefined>>,
    private readonly log: Log,
  ) {
    this.made = readJson(file);
  }

  accounts(site: Site): readonly PhoneAccount[] {
    const messagesAt = codeOfMessages(site);
    const agents = [...site.agents.values()].map(({ id, name, phone }): PhoneAccount => {
      const account = accountOf(id, phone);
      const common = { account, agent: id, name, ...(messagesAt !== undefined && { messagesAt }) };
      return phone.is === 'address'
        ? { ...common, password: null, address: phone.uri }
        : { ...common, password: this.password(account, phone.passwordFrom), address: null };
    });
    const cli: PhoneAccount = {
      account: CLI_ACCOUNT,
      agent: null,
      name: 'carillon call',
      password: this.password(CLI_ACCOUNT, undefined),
      address: null,
    };
    return [...agents, cli];
  }

  private password(account: string, variable: string | undefined): string {
    const given = variable === undefined ? undefined : this.env[variable];
    if (given !== undefined && given !== '') return given;
    if (variable !== undefined)
      this.log.warn('a phone has no password in the environment; one was made', { account, variable });
    const known = this.made[account];
    if (known !== undefined) return known;
    const password = randomBytes(9).toString('base64url');
    this.made[account] = password;
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, `${JSON.stringify(this.made, null, 2)}\n`, { mode: 0o600 });
    return password;
  }
}

function readJson(file: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new Error(`${file} is not readable as JSON; mend or remove it (phones then get new passwords)`, {
      cause: error,
    });
  }
}
