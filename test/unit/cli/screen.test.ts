import { PassThrough } from 'node:stream';
import { listenToKeyboard } from '../../../src/cli/keyboard';
import { EventReader } from '../../../src/cli/sse';
import { table, widthOf } from '../../../src/cli/table';
import { Terminal } from '../../../src/cli/terminal';
import { clock, counted, howLong } from '../../../src/cli/times';

describe('times', () => {
  test('are short', () => {
    expect([0, 999, 7_000, 723_000, 3_723_000, -5].map(clock)).toEqual([
      '0:00',
      '0:00',
      '0:07',
      '12:03',
      '1:02:03',
      '0:00',
    ]);
    expect([12.4, 1_340, 42_000, 62_000].map(howLong)).toEqual(['12 ms', '1.3 s', '42 s', '1:02']);
    expect([counted(1, 'flow'), counted(0, 'flow')]).toEqual(['1 flow', '0 flows']);
  });
});

describe('a table', () => {
  test('is aligned in whatever script', () => {
    const rows = [
      { name: 'Анна', count: 7 },
      { name: '渡辺', count: 12 },
      { name: 'é', count: null },
    ];
    expect(
      table(
        [
          { title: 'NAME', cell: ({ name }) => name },
          { title: 'N', cell: ({ count }) => count, right: true },
        ],
        rows,
      ).split('\n'),
    ).toEqual(['NAME   N', 'Анна   7', '渡辺  12', 'é      –']);
    expect(widthOf('👍e\u0301')).toBe(3);
  });
});

describe('a terminal', () => {
  const screen = (isTTY: boolean) => {
    const written: string[] = [];
    const terminal = new Terminal({ write: (text) => written.push(text), isTTY, columns: 20 }, { NO_COLOR: '1' });
    return { written, terminal };
  };

  test('keeps the changing line below the others', () => {
    const { written, terminal } = screen(true);
    terminal.status('0:01 ringing');
    terminal.line('answered');
    terminal.status('');
    expect(written).toEqual(['0:01 ringing', '\r\u001b[K', 'answered\n', '0:01 ringing', '\r\u001b[K']);
  });

  test('cuts the changing line where the terminal ends', () => {
    const { written, terminal } = screen(true);
    terminal.status('a line that is much too long for this');
    expect(written).toEqual(['a line that is muc…']);
  });

  test('has no changing line in a pipe', () => {
    const { written, terminal } = screen(false);
    terminal.status('0:01 ringing');
    terminal.line('answered');
    expect(written).toEqual(['answered\n']);
  });
});

describe('the keyboard', () => {
  const board = (isTTY: boolean) => {
    const input = Object.assign(new PassThrough(), { isTTY, setRawMode: (raw: boolean) => modes.push(raw) });
    const modes: boolean[] = [];
    const keys: string[] = [];
    const lines: string[] = [];
    const stop = listenToKeyboard(input, { onKey: (key) => keys.push(key), onLine: (line) => lines.push(line) });
    return { input, modes, keys, lines, stop };
  };
  const soon = () => new Promise((resolve) => setImmediate(resolve));

  test('gives keys of a terminal, whatever the layout', async () => {
    const { input, modes, keys, stop } = board(true);
    input.write('1*#A\u001b[Aф\r\u007f\u001b\u0003');
    await soon();
    stop();
    expect(keys).toEqual(['1', '*', '#', 'a', 'a', 'enter', 'backspace', 'escape', 'ctrl-c']);
    expect(modes).toEqual([true, false]);
  });

  test('gives whole lines of anything else', async () => {
    const { input, modes, lines, stop } = board(false);
    input.write('1\n2');
    input.write('3 \r\nrest');
    await soon();
    stop();
    expect(lines).toEqual(['1', '23']);
    expect(modes).toEqual([]);
  });
});

describe('server-sent events', () => {
  const all = (...pieces: string[]) => {
    const reader = new EventReader();
    return pieces.flatMap((piece) => reader.read(piece));
  };

  test('come whole, however they were cut', () => {
    const text = 'retry: 2000\n: hello\n\nid: 1-0\ndata: {"a":\ndata: 1}\n\nevent: end\r\ndata\r\n\r\n';
    const expected = [
      { id: '1-0', event: 'message', data: '{"a":\n1}' },
      { id: '1-0', event: 'end', data: '' },
    ];
    expect(all(text)).toEqual(expected);
    expect(all(...Array.from(text))).toEqual(expected);
    for (let at = 0; at < text.length; at++) expect(all(text.slice(0, at), text.slice(at))).toEqual(expected);
  });

  test('one that is not finished is not given', () => {
    expect(all('data: 1\n')).toEqual([]);
    expect(all('data: 1\n', '\n')).toEqual([{ id: '', event: 'message', data: '1' }]);
  });
});
