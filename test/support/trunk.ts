import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the phone stands that plays the network beyond a trunk. */
export interface FarEnd {
  readonly address: string;
  readonly port: number;
}

/** What asterisk/pjsip_trunks.conf of a site says of such a trunk. */
export const trunkConf = (name: string, { address, port }: FarEnd): string => `
[${name}](trunk)
aors = ${name}

[${name}]
type = aor
contact = sip:${address}:${port}

[${name}]
type = identify
endpoint = ${name}
match = ${address}
`;

/** A port that nobody has at the moment. */
async function freePort(address: string): Promise<number> {
  const socket = createSocket('udp4').bind(0, address);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

/** Where that phone will stand: the port is known once the tests begin. */
export function useFarEnd(address: string): FarEnd {
  const far = { address, port: 0 };
  beforeAll(async () => {
    far.port = await freePort(address);
  });
  return far;
}

/** A site folder with nothing but the trunk `carrier`, for an Asterisk without a Carillon; made before the tests. */
export function useTrunk(address: string): FarEnd & { readonly site: string } {
  const site = mkdtempSync(join(tmpdir(), 'carillon-trunk-'));
  const far = useFarEnd(address);
  beforeAll(() => {
    mkdirSync(join(site, 'asterisk'));
    writeFileSync(join(site, 'asterisk/pjsip_trunks.conf'), trunkConf('carrier', far));
  });
  afterAll(() => rmSync(site, { recursive: true, force: true }));
  return Object.assign(far, { site });
}
