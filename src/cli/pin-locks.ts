import type { PinLockView } from '../engine/pin-lock-book';
import type { Api } from './api';
import { Usage } from './failure';
import type { ListOptions } from './lists';
import { table, type Column } from './table';
import { dateTime } from './times';
import type { World } from './world';

export interface LockOptions extends ListOptions {
  readonly all: boolean;
  readonly why: string;
}

/** `carillon locks`, `carillon locks lift ID` */
export async function locks(
  world: World,
  api: Api,
  { action, id }: { readonly action: string | undefined; readonly id: string | undefined },
  { all, why, json }: LockOptions,
): Promise<void> {
  if (action === undefined) {
    const { pinLocks } = await api.ask<{ pinLocks: readonly PinLockView[] }>('GET', '/pin-locks');
    show(world, all ? pinLocks : pinLocks.filter(({ locked }) => locked), json);
    return;
  }
  if (action !== 'lift' || id === undefined) throw new Usage('which lock? carillon locks lift ID');
  const query = new URLSearchParams({ author: world.user(), why }).toString();
  const lifted = await api.ask<PinLockView>('DELETE', `/pin-locks/${encodeURIComponent(id)}?${query}`);
  world.stdout.write(
    json
      ? `${JSON.stringify(lifted, null, 2)}\n`
      : `${lifted.what}: the lock is lifted, ${lifted.wrong} wrong PINs are forgotten\n`,
  );
}

const lockedUntil = ({ locked, until }: PinLockView): string | null =>
  locked ? (until === null ? 'it is lifted' : dateTime(until)) : null;

function show(world: World, rows: readonly PinLockView[], json: boolean): void {
  const columns: readonly Column<PinLockView>[] = [
    { title: 'WHAT', cell: ({ what }) => what },
    { title: 'WRONG', cell: ({ wrong }) => wrong, right: true },
    { title: 'LOCKED UNTIL', cell: lockedUntil },
    { title: 'LAST WRONG ONE', cell: ({ at }) => dateTime(at) },
    { title: 'CALL', cell: ({ call }) => call },
    { title: 'ID', cell: ({ id }) => id },
  ];
  const text = json ? JSON.stringify(rows, null, 2) : rows.length === 0 ? 'Nothing is locked.' : table(columns, rows);
  world.stdout.write(`${text}\n`);
}
