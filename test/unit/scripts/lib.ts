import { join } from 'node:path';

const LIB = join(__dirname, '../../../scripts/lib');

/** The scripts are plain Node without types, since they run before anything is installed; a test says what it expects. */
export const lib = (name: string): unknown => jest.requireActual(join(LIB, `${name}.mjs`));
