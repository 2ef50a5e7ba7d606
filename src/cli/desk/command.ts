import { didYouMean } from '../../flow/did-you-mean';
import { Api } from '../api';
import { exitCodes, Failure, Usage, type ExitCode } from '../failure';
import { addressTowards, sipServer } from '../network';
import type { PhoneOptions } from '../../phone/phone-options';
import { SipRefused } from '../../phone/sip-refused';
import { parseUri } from '../../phone/sip-address';
import type { Endpoint } from '../../phone/rtp';
import type { AgentView } from '../../engine/use-cases';
import type { Settings } from '../settings';
import { Terminal } from '../terminal';
import type { SoftPhone, World } from '../world';
import { Desk } from './desk';

export interface DeskOptions {
  readonly autoAnswer: boolean;
  /** Signs in at once. */
  readonly available: boolean;
}

const REGISTER_FOR_S = 300;

/** `carillon phone`: an agent's desk phone in this terminal. */
export async function deskPhone(
  world: World,
  settings: Settings,
  agentId: string,
  options: DeskOptions,
): Promise<ExitCode> {
  const api = new Api(settings, world.fetch);
  const agent = await find(api, agentId);
  const server = await sipServer(settings.sip);
  const phone = await open(world, await phoneOptions(api, agent, server));
  const terminal = new Terminal(world.stdout, world.env);
  try {
    const registered = !isAddress(agent.phone);
    if (registered) {
      terminal.status(`registering ${agent.phone} at ${server.address}:${server.port} …`);
      await register(phone, agent.phone, server);
      terminal.status('');
    }
    const place = registered ? `registered at ${server.address}:${server.port}` : `at ${agent.phone}`;
    terminal.line(`${terminal.colours.bold(`The phone of ${agent.name}`)}, ${place}.`);
    await new Desk({ world, api, phone, terminal, agent, options }).run();
    return exitCodes.fine;
  } finally {
    terminal.status('');
    await phone.close();
  }
}

async function find(api: Api, id: string): Promise<AgentView> {
  const agents = await api.agents();
  const found = agents.find((agent) => agent.id === id);
  if (found) return found;
  const ids = agents.map((agent) => agent.id);
  throw new Usage(`there is no agent ${id}${didYouMean(id, ids)}; agents are ${ids.join(', ') || 'none'}`);
}

const isAddress = (phone: string): boolean => phone.startsWith('sip:');

/** An account registers; a phone with a fixed address is just there, if the address is one of ours. */
async function phoneOptions(api: Api, { name, phone }: AgentView, server: Endpoint): Promise<PhoneOptions> {
  if (!isAddress(phone)) {
    const { password } = await api.phone(phone);
    if (password === null) throw new Failure(`The account ${phone} has no password.`);
    return { address: await addressTowards(server), user: phone, name, password, server };
  }
  const uri = parseUri(phone);
  if (uri === undefined) throw new Failure(`${phone} is no SIP address.`);
  return { address: uri.host, port: uri.port ?? 5060, user: uri.user, name, server };
}

async function open(world: World, options: PhoneOptions): Promise<SoftPhone> {
  try {
    return await world.openPhone(options);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const place = `${options.address}:${options.port ?? 'any'}`;
    if (code === 'EADDRINUSE') throw new Failure(`Another phone is at ${place} already.`, { cause: error });
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new Failure(`The phone stands at ${place}, which is not this machine.`, { cause: error });
    throw error;
  }
}

async function register(phone: SoftPhone, account: string, server: Endpoint): Promise<void> {
  try {
    await phone.register(REGISTER_FOR_S);
  } catch (error) {
    if (!(error instanceof SipRefused)) throw error;
    const place = `${server.address}:${server.port}`;
    throw new Failure(
      error.status === 408
        ? `Nothing answers SIP at ${place}; is \`npm start\` running, and CARILLON_SIP_PORT right?`
        : `Asterisk at ${place} does not register ${account} (${error.message}).`,
      { cause: error },
    );
  }
}
