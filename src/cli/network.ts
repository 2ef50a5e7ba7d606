import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import type { Endpoint } from '../phone/rtp';
import { Failure } from './failure';

/** Where Asterisk is, as an IPv4 address. */
export async function sipServer({ host, port }: { readonly host: string; readonly port: number }): Promise<Endpoint> {
  try {
    const { address } = await lookup(host === '0.0.0.0' ? '127.0.0.1' : host, { family: 4 });
    return { address, port };
  } catch (error) {
    throw new Failure(`CARILLON_SIP_HOST is "${host}", which is no IPv4 address and no name of one.`, { cause: error });
  }
}

/** The address of this machine that packets to the server leave from. Nothing is sent. */
export async function addressTowards({ address, port }: Endpoint): Promise<string> {
  const socket = createSocket('udp4');
  try {
    socket.connect(port, address);
    await once(socket, 'connect');
    return socket.address().address;
  } catch (error) {
    throw new Failure(`There is no way from here to ${address}.`, { cause: error });
  } finally {
    socket.close();
  }
}

export function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}
