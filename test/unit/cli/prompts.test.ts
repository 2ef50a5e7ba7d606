import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { toneWav } from '../../../src/phone/wav';
import { OFFICE } from '../site/office';
import { folder, removeFolders, TestWorld } from './world';

afterEach(removeFolders);

function site(changes: Readonly<Record<string, string | Buffer>> = {}): string {
  const made = folder();
  cpSync(OFFICE, made, { recursive: true });
  for (const [path, content] of Object.entries(changes)) {
    mkdirSync(dirname(join(made, path)), { recursive: true });
    writeFileSync(join(made, path), content);
  }
  return made;
}

const changes = {
  'prompts/en/office/welcome.wav': toneWav(400, 2_300),
  'prompts/ru/office/welcome.wav': 'no sound',
  'prompts/en/left/over.wav': toneWav(400, 500),
};

describe('carillon prompts', () => {
  test('shows how each prompt is heard, and by whom', async () => {
    const world = new TestWorld();
    expect(await world.carillon('prompts', site(changes))).toBe(0);
    const lines = world.out.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '));
    expect(lines[0]).toBe('PROMPT | LANGUAGES | HEARD | LENGTH | LEVEL | USED BY');
    expect(lines).toContain('greeting/day | en ru | spoken | – | – | flow main');
    expect(lines).toContain('left/over | en | recorded | 0.5 s | -15.3 dB | nobody');
    const welcome = lines.findIndex((line) => line.startsWith('office/welcome'));
    expect(lines.slice(welcome, welcome + 2)).toEqual([
      'office/welcome | en | recorded | 2.3 s | -15.3 dB | flow main',
      ' | ru | broken | – | –',
    ]);
    expect(lines.at(-2)).toMatch(/^\d+ prompts, 2 recorded, \d+ spoken, 1 broken, 1 used by nobody$/);
  });

  test('for programs: JSON', async () => {
    const world = new TestWorld();
    const path = site(changes);
    expect(await world.carillon('prompts', path, '--json')).toBe(0);
    const { prompts } = JSON.parse(world.out);
    expect(prompts.find(({ name }: { name: string }) => name === 'office/welcome')).toEqual({
      name: 'office/welcome',
      languages: [
        {
          language: 'en',
          is: 'recorded',
          file: 'prompts/en/office/welcome.wav',
          text: 'Welcome to the example office.',
          lengthMs: 2_300,
          levelDb: -15.3,
        },
        expect.objectContaining({ language: 'ru', is: 'broken', lengthMs: null, levelDb: null }),
      ],
      usedBy: ['flow main'],
    });
  });

  test('a folder that is none is a wrong call', async () => {
    const world = new TestWorld();
    expect(await world.carillon('prompts', '/there/is/none')).toBe(2);
    expect(world.err).toContain('is no folder; name the folder that holds site.yaml');
  });
});
