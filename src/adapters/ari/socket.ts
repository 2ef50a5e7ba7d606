import type { Client, EventSocket } from 'ari-client';

const GOODBYE_MS = 500;
/** A websocket's `readyState`. */
const OPEN = 1;

/**
 * ari-client throws at an event whose type its API description lacks: Asterisk was upgraded under us. Such a type is none
 * of those we asked for, so nothing is lost with it.
 */
export function guard(socket: EventSocket, onStrangeEvent: (error: unknown) => void): void {
  const [handle] = socket.listeners('message');
  if (!handle) return;
  socket.removeAllListeners('message');
  socket.on('message', (...received) => {
    try {
      handle(...received);
    } catch (error) {
      onStrangeEvent(error);
    }
  });
}

/** `stop()` alone waits up to 30 s for the other side to close, and cannot end what is not open yet. */
export function hangUp(client: Client): void {
  const socket = client._ws;
  if (socket.readyState === OPEN) {
    client.stop();
    setTimeout(() => socket.terminate(), GOODBYE_MS).unref();
  } else {
    client._wsClosed = true;
    socket.terminate();
  }
}
