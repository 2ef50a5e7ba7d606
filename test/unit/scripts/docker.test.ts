import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const text = (path: string): string => readFileSync(join(__dirname, '../../..', path), 'utf8');
const packagesIn = (part: string): string[] => part.match(/\basterisk(-[a-z]+)*\b/g)?.sort() ?? [];

it('puts the same packages into the image of Asterisk as into the private one', () => {
  const script = /^readonly PACKAGES='([^']*)'/m.exec(text('scripts/asterisk.sh'))![1]!;
  const image = /FROM debian:forky-slim AS asterisk[^]*?recommends([^]*?)&&/.exec(text('Dockerfile'))![1]!;
  expect(packagesIn(image)).toEqual(packagesIn(script));
  expect(packagesIn(script)).toContain('asterisk-modules');
});
