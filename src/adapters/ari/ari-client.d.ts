/** What @types/ari-client 2.2.14 leaves out of ari-client 2.2.0 and of Asterisk 20–22, as far as we use it. */
import 'ari-client';

declare module 'ari-client' {
  interface Resource {
    on(event: '*', callback: (event: { readonly type: string }) => void): void;
    on(event: 'pong' | 'WebSocketMaxRetries', callback: () => void): void;
  }

  interface Client {
    /** The websocket; another one after each reconnect. */
    readonly _ws: EventSocket;
    /** Set by `stop()`: the end of the socket is wanted, no reconnect. */
    _wsClosed?: boolean;
  }

  interface EventSocket {
    readonly readyState: number;
    listeners(event: 'message'): ((...received: unknown[]) => void)[];
    removeAllListeners(event: 'message'): void;
    on(event: 'message', listener: (...received: unknown[]) => void): void;
    terminate(): void;
  }

  interface Channel {
    /** The redirecting number, from Asterisk 20 on. */
    caller_rdnis?: string;
  }

  interface Channels {
    hangup(params: { channelId: string; reason_code: string }): Promise<void>;
    create(params: {
      channelId: string;
      endpoint: string;
      app: string;
      appArgs: string;
      originator: string;
      variables: { readonly variables: Readonly<Record<string, string>> };
    }): Promise<Channel>;
    /** From 22.3, 21.8 and 20.13 on. */
    transfer_progress?(params: { channelId: string; states: string }): Promise<void>;
  }

  interface Asterisk {
    updateObject(params: {
      configClass: string;
      objectType: string;
      id: string;
      fields: { fields: readonly { readonly attribute: string; readonly value: string }[] };
    }): Promise<ConfigTuple[]>;
  }
}
