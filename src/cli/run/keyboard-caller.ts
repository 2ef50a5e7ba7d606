import type { Scene } from '../../sim/scene';
import { listenToKeyboard } from '../keyboard';
import type { Terminal } from '../terminal';
import { clock } from '../times';
import type { World } from '../world';
import type { Caller, Turn } from './driver';

/** Somebody at the terminal is the caller; while they think, no time passes. */
export class Keyboard {
  private readonly stopListening: () => void;
  private readonly keys: string[] = [];
  private wanted: ((key: string) => void) | undefined;

  constructor(
    world: World,
    private readonly terminal: Terminal,
  ) {
    this.stopListening = listenToKeyboard(world.stdin, { onKey: (key) => this.pressed(key), onLine: () => undefined });
  }

  readonly caller: Caller = async (scene, call) => {
    this.terminal.status(`${clock(call.now - call.given.at).padStart(6)}  ${question(scene)} › `);
    for (;;) {
      const turn = turnOf(await this.nextKey(), scene);
      if (!turn) continue;
      this.terminal.status('');
      return turn;
    }
  };

  close(): void {
    this.terminal.status('');
    this.stopListening();
  }

  private pressed(key: string): void {
    const { wanted } = this;
    this.wanted = undefined;
    if (wanted) wanted(key);
    else this.keys.push(key);
  }

  private nextKey(): Promise<string> {
    const key = this.keys.shift();
    return key === undefined ? new Promise((resolve) => (this.wanted = resolve)) : Promise.resolve(key);
  }
}

function question(scene: Scene): string {
  switch (scene.is) {
    case 'asked':
      return `${scene.label}: 0-9 * # press, Enter says nothing, h hangs up`;
    case 'talking':
      return `talking with ${scene.who}: a the agent hangs up, h you hang up, Enter goes on`;
    case 'recorded':
      return 'being recorded: s speaks for 5 s, 0-9 * # press, Enter is silent, h hangs up';
    case 'in-queue':
      return `waiting in ${scene.queue}: Enter waits, 0-9 * # press, h hangs up`;
    case 'between':
    case 'hearing':
    case 'over':
      return 'Enter waits, 0-9 * # press, h hangs up';
  }
}

function turnOf(key: string, { is }: Scene): Turn | undefined {
  if (/^[0-9*#]$/.test(key)) return { do: 'press', keys: key };
  switch (key) {
    case 'enter':
    case ' ':
      return { do: 'wait' };
    case 'h':
      return { do: 'hang-up' };
    case 'a':
      return is === 'talking' ? { do: 'agent-hangs-up' } : undefined;
    case 's':
      return is === 'recorded' ? { do: 'speak' } : undefined;
    case 'q':
    case 'ctrl-c':
      return { do: 'stop' };
    default:
      return undefined;
  }
}
