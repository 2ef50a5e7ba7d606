import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A port on which nobody listens now. */
export async function freeUdpPort(address) {
  const socket = createSocket('udp4');
  socket.bind(0, address);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}
