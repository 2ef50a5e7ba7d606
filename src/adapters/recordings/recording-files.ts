import type { Dirent } from 'node:fs';
import { access, constants, opendir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isPart, type CommandId } from '../../domain/ids';
import type { RecordingFile } from '../../domain/retention';
import type { RecordingFiles } from '../../engine/ports/history';
import { unlessGone } from './unless-gone';

/** An id of ours, so nothing that leads out of the folder. */
const RECORDING = /^[\w-][\w.-]*$/;
const ENDING = '.wav';

/** The folder where Asterisk puts what it records: `<id>.wav`. Others may keep files of their own there. */
export class RecordingFolder implements RecordingFiles {
  constructor(private readonly root: string) {}

  async read(recording: CommandId): Promise<Uint8Array | undefined> {
    if (!RECORDING.test(recording)) return undefined;
    return unlessGone(readFile(this.fileOf(recording)));
  }

  async readable(recordings: readonly CommandId[]): Promise<ReadonlySet<CommandId>> {
    const found = await Promise.all(
      recordings.map(async (recording) => RECORDING.test(recording) && (await isReadable(this.fileOf(recording)))),
    );
    return new Set(recordings.filter((_, index) => found[index]));
  }

  async *files(): AsyncIterable<RecordingFile> {
    for await (const entry of (await unlessGone(opendir(this.root))) ?? []) {
      const recording = recordingIn(entry);
      const found = recording === undefined ? undefined : await unlessGone(stat(this.fileOf(recording)));
      if (recording !== undefined && found) yield { recording, writtenAt: found.mtimeMs, bytes: found.size };
    }
  }

  async remove(recording: CommandId): Promise<void> {
    if (RECORDING.test(recording)) await rm(this.fileOf(recording), { force: true });
  }

  private fileOf(recording: CommandId): string {
    return join(this.root, `${recording}${ENDING}`);
  }
}

function recordingIn(entry: Dirent): CommandId | undefined {
  const name = entry.name.slice(0, -ENDING.length);
  return entry.isFile() && entry.name.endsWith(ENDING) && RECORDING.test(name) && isPart(name, 'recording')
    ? name
    : undefined;
}

const isReadable = (file: string): Promise<boolean> =>
  access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
