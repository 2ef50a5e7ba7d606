import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The small office of the tests: it stays as it is while the example grows. */
export const OFFICE = join(__dirname, '../fixtures/office');
const EXAMPLE = join(__dirname, '../../examples/office');

export const ofOffice = (path: string): string => readFileSync(join(OFFICE, path), 'utf8');
export const ofExample = (path: string): string => readFileSync(join(EXAMPLE, path), 'utf8');

/** A flow that gives its callers all the time that a busy machine needs, for their keys and for its look-ups. */
export const patient = (flow: string): string =>
  flow.replaceAll('within: 800ms', 'within: 30s').replaceAll(/^( +)prompt: .*$/gm, '$&\n$1wait: 2m');

/** The prompts of the office, and those that the example has in this folder. */
export const promptsWith = (folder: string): string =>
  `${ofOffice('prompts/en.yaml')}\n${linesWith(ofExample('prompts/en.yaml'), `${folder}/`)}\n`;

/** What the example has of voicemail: 1019 is Anna's, 1020 that of sales, *98 plays it. */
export const voicemailFiles: Readonly<Record<string, string>> = {
  'numbers.yaml': ofOffice('numbers.yaml')
    .replace('numbers:\n', `numbers:\n${linesWith(ofExample('numbers.yaml'), 'flow: voicemail')}\n`)
    .replace('feature_codes:\n', 'feature_codes:\n  "*98": messages\n'),
  'flows/voicemail.yaml': ofExample('flows/voicemail.yaml'),
  'flows/messages.yaml': patient(ofExample('flows/messages.yaml')),
  'prompts/en.yaml': promptsWith('voicemail'),
};

function linesWith(text: string, words: string): string {
  return text
    .split('\n')
    .filter((line) => line.includes(words))
    .join('\n');
}
