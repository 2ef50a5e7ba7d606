import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../scripts/lib/failure.mjs';
import { repository } from '../../scripts/lib/places.mjs';
import { run } from '../../scripts/lib/run.mjs';
import { Centre, NUMBERS } from './centre.mjs';
import { Desk } from './desk.mjs';

/** A centre with a queue of Carillon's and one of app_queue's, and the same phones behind both. */
export class QueueCentre extends Centre {
  desk = new Desk();

  constructor(home, { agents, profile }) {
    super(home, { profile });
    this.agents = agents;
  }

  async open({ signal, progress }) {
    await super.open({ signal, progress });
    progress('app_queue');
    await this.#load('app_queue.so', signal);
    for (const { id } of this.desk.addresses) await this.#available(id);
  }

  async close() {
    await this.desk.close();
    await super.close();
  }

  async channels() {
    return (await (await this.#ari('GET', 'channels')).json()).map(({ id }) => id);
  }

  /** One that is gone already is none to hang up. */
  async hangUp(id) {
    await this.#ari('DELETE', `channels/${encodeURIComponent(id)}`, [404]);
  }

  /** Before Asterisk starts, where its SIP port is known. */
  async dress(site, sip) {
    await this.desk.open(this.agents, { address: sip.host, port: sip.port });
    cpSync(join(import.meta.dirname, 'queue-site'), site, { recursive: true });
    const { addresses } = this.desk;
    const agents = addresses.map(({ id, uri }) => `  ${id}: { name: ${id}, phone: '${uri}', queues: [bench] }`);
    writeFileSync(join(site, 'agents.yaml'), `agents:\n${agents.join('\n')}\n`);
    const phones = addresses.flatMap(({ id, uri }) => [
      `[queue-${id}](agent)`,
      `aors = queue-${id}`,
      `[queue-${id}]`,
      'type = aor',
      `contact = ${uri}`,
    ]);
    mkdirSync(join(site, 'asterisk'), { recursive: true });
    writeFileSync(join(site, 'asterisk/pjsip_site.conf'), `${phones.join('\n')}\n`);
    const dialplan = [
      '[from-trunk](+)',
      `exten => ${NUMBERS.dialplan},1,Answer()`,
      ' same => n,Queue(bench)',
      ' same => n,Hangup()',
    ];
    writeFileSync(join(site, 'asterisk/extensions_site.conf'), `${dialplan.join('\n')}\n`);
    const queue = [
      ...['[general]', 'persistentmembers = no', '[bench]', 'strategy = leastrecent', 'autofill = yes', 'retry = 1'],
      ...['timeout = 15', 'wrapuptime = 0', 'ringinuse = no', 'joinempty = yes', 'leavewhenempty = no'],
      ...addresses.map(({ id }) => `member => PJSIP/queue-${id}`),
    ];
    writeFileSync(join(site, 'asterisk/queues.conf'), `${queue.join('\n')}\n`);
  }

  /** Carillon's configuration leaves it out. */
  async #load(module, signal) {
    const where = ['--root', this.asteriskRoot, '--home', this.home.at('asterisk')];
    const command = [join(repository, 'scripts/asterisk.sh'), 'cli', ...where, '--', 'module', 'load', module];
    await run(this.home, 'asterisk-load', command, {
      signal,
      failure: ({ lines }) => ({ sentence: `Asterisk cannot load ${module}: ${lines.at(-1)}` }),
    });
  }

  async #ari(method, path, expected = []) {
    const { url, user, password } = this.ari;
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const answer = await fetch(`${url}/ari/${path}`, { method, headers: { authorization } });
    if (!answer.ok && !expected.includes(answer.status))
      throw new Failure(`Asterisk says ${answer.status} to ${method} ${path}.`, { log: this.logOf('asterisk') });
    return answer;
  }

  async #available(agent) {
    const { url, token } = this.api;
    const answer = await fetch(`${url}/api/v1/agents/${agent}/state`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ state: 'available' }),
    });
    if (!answer.ok)
      throw new Failure(`${agent} cannot sign in: ${await answer.text()}`, { log: this.logOf('carillon') });
  }
}
