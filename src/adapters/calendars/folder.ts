import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Copies of fetched calendars in the node's home, for commands that ask no server. */
export class CalendarFolder {
  constructor(private readonly folder: string) {}

  /** Whole, or not at all: a command may read it just now. */
  async keep(calendar: string, text: string): Promise<void> {
    const file = join(this.folder, `${calendar}.ics`);
    await mkdir(this.folder, { recursive: true });
    await writeFile(`${file}.new`, text, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
}
