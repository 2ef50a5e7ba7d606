import { Api } from '../api';
import { exitCodes, Failure, type ExitCode } from '../failure';
import { CALLERS_ACCOUNT } from '../lists';
import { addressTowards, sipServer } from '../network';
import type { Settings } from '../settings';
import { Terminal } from '../terminal';
import type { World } from '../world';
import { CallerSession } from './session';

export interface CallOptions {
  /** The number we say we are. */
  readonly from: string;
  readonly name?: string;
  /** Groups of keys, each pressed when it is our turn to speak. */
  readonly keys: readonly string[];
  readonly forMs: number | null;
  readonly quiet: boolean;
}

/** `carillon call`: a real call through the real Asterisk, with this terminal for a telephone. */
export async function callNumber(
  world: World,
  settings: Settings,
  number: string,
  options: CallOptions,
): Promise<ExitCode> {
  const api = new Api(settings, world.fetch);
  const [account, agents] = await Promise.all([api.phone(CALLERS_ACCOUNT), api.agents()]);
  if (account.password === null) throw new Failure(`The account ${CALLERS_ACCOUNT} has no password; update Carillon.`);
  const server = await sipServer(settings.sip);
  const phone = await world.openPhone({
    address: await addressTowards(server),
    user: CALLERS_ACCOUNT,
    password: account.password,
    server,
  });
  const names = new Map(agents.map(({ id, name }) => [id, name]));
  const session = new CallerSession({
    world,
    api,
    phone,
    terminal: new Terminal(world.stdout, world.env),
    nameOf: (agent) => names.get(agent) ?? agent,
    server: `${server.address}:${server.port}`,
    number,
    options,
  });
  try {
    const { sentence, code } = await session.run();
    if (code === exitCodes.fine) world.stdout.write(`${sentence}\n`);
    else world.stderr.write(`${sentence}\n`);
    return code;
  } finally {
    await phone.close();
  }
}
