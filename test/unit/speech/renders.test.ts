import { Renders } from '../../../src/adapters/speech/renders';

/** Work that ends when it is told to. */
class Works {
  readonly begun: string[] = [];
  private readonly ends = new Map<string, (result: string) => void>();

  work = (name: string) => (): Promise<string> => {
    this.begun.push(name);
    return new Promise((resolve) => this.ends.set(name, resolve));
  };

  async end(name: string): Promise<void> {
    this.ends.get(name)?.(`${name} done`);
    await new Promise(setImmediate);
  }
}

test('what is asked for twice is done once, and both get it', async () => {
  const works = new Works();
  const renders = new Renders(3);
  const one = renders.ask('a', works.work('a'), true);
  const two = renders.ask('a', works.work('a'), false);
  expect(works.begun).toEqual(['a']);
  await works.end('a');
  await expect(Promise.all([one.result, two.result])).resolves.toEqual(['a done', 'a done']);
  renders.ask('a', works.work('a'), true);
  expect(works.begun).toEqual(['a', 'a']);
});

test('so many at once and no more; a place is kept for callers, and they go first', async () => {
  const works = new Works();
  const renders = new Renders(3);
  for (const name of ['a', 'b', 'c', 'd']) renders.ask(name, works.work(name), false);
  expect(works.begun).toEqual(['a', 'b']);
  renders.ask('urgent', works.work('urgent'), true);
  renders.ask('d', works.work('d'), true);
  expect(works.begun).toEqual(['a', 'b', 'urgent']);
  await works.end('a');
  expect(works.begun).toEqual(['a', 'b', 'urgent', 'd']);
  await works.end('b');
  expect(works.begun).toHaveLength(4);
  await works.end('urgent');
  expect(works.begun).toEqual(['a', 'b', 'urgent', 'd', 'c']);
});

test('what nobody waits for any more never begins', async () => {
  const works = new Works();
  const renders = new Renders(2);
  renders.ask('a', works.work('a'), true);
  renders.ask('b', works.work('b'), true);
  const first = renders.ask('c', works.work('c'), true);
  const second = renders.ask('c', works.work('c'), true);
  first.leave();
  first.leave();
  second.leave();
  await expect(second.result).rejects.toThrow('nobody waits for it any more');
  await works.end('a');
  await works.end('b');
  expect(works.begun).toEqual(['a', 'b']);
});

test('who stays gets it, and work that has begun is ended', async () => {
  const works = new Works();
  const renders = new Renders(2);
  const first = renders.ask('a', works.work('a'), true);
  const second = renders.ask('a', works.work('a'), true);
  first.leave();
  await works.end('a');
  await expect(second.result).resolves.toBe('a done');
});

test('work that fails tells those who wait, and makes room', async () => {
  const renders = new Renders(2);
  const failed = renders.ask('a', () => Promise.reject(new Error('no voice')), true);
  await expect(failed.result).rejects.toThrow('no voice');
  await expect(renders.ask('a', () => Promise.resolve('now'), true).result).resolves.toBe('now');
});
