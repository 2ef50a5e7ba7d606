import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandId } from '../../domain/ids';
import type { RecordingFiles } from '../../engine/ports/history';

/** An id of ours, so nothing that leads out of the folder. */
const RECORDING = /^[\w-][\w.-]*$/;

/** The folder where Asterisk puts what it records: `<id>.wav`. */
export class RecordingFolder implements RecordingFiles {
  constructor(private readonly root: string) {}

  async read(recording: CommandId): Promise<Uint8Array | undefined> {
    if (!RECORDING.test(recording)) return undefined;
    try {
      return await readFile(this.fileOf(recording));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async remove(recording: CommandId): Promise<void> {
    if (RECORDING.test(recording)) await rm(this.fileOf(recording), { force: true });
  }

  private fileOf(recording: CommandId): string {
    return join(this.root, `${recording}.wav`);
  }
}
