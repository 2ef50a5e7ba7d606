import type { PinLockView } from '../engine/pin-lock-book';
import type { Api } from './api';
import { Usage } from './failure';
import { showRows, type ListOptions } from './lists';
import type { Column } from './table';
import { timesOf, type Times } from './times';
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
    list(world, all ? pinLocks : pinLocks.filter(({ locked }) => locked), timesOf(world, api), json);
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

function list(world: World, rows: readonly PinLockView[], times: Times, json: boolean): void {
  const columns: readonly Column<PinLockView>[] = [
    { title: 'WHAT', cell: ({ what }) => what },
    { title: 'WRONG', cell: ({ wrong }) => wrong, right: true },
    {
      title: 'LOCKED UNTIL',
      cell: ({ locked, until }) => (locked ? (until === null ? 'it is lifted' : times.at(until)) : null),
    },
    { title: 'LAST WRONG ONE', cell: ({ at }) => times.at(at) },
    { title: 'CALL', cell: ({ call }) => call },
    { title: 'ID', cell: ({ id }) => id },
  ];
  showRows(world, { rows, columns, none: 'Nothing is locked.', times }, { json });
}
