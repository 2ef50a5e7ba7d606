import type { Input } from './world';

export interface KeyboardListeners {
  /** A key as its letter, or `enter`, `backspace`, `escape`, `ctrl-c`. Only from a terminal. */
  onKey(key: string): void;
  /** A whole line. Only from what is no terminal. */
  onLine(line: string): void;
}

const NAMED: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\u0003': 'ctrl-c',
  '\u0004': 'ctrl-c',
};

/** Keys of the Russian layout by the letters they bear in the Latin one. */
const LATIN: Readonly<Record<string, string>> = {
  ф: 'a',
  в: 'd',
  р: 'h',
  т: 'n',
  щ: 'o',
  й: 'q',
  к: 'r',
};

/** Listens to the keyboard, key by key, or to lines; returns how to stop. */
export function listenToKeyboard(input: Input, listeners: KeyboardListeners): () => void {
  const keys = input.isTTY === true;
  const onData = keys ? (text: string) => keysIn(text).forEach((key) => listeners.onKey(key)) : lineReader(listeners);
  if (keys) input.setRawMode?.(true);
  input.setEncoding('utf8');
  input.on('data', onData);
  input.resume();
  return () => {
    input.off('data', onData);
    if (keys) input.setRawMode?.(false);
    input.pause();
  };
}

// eslint-disable-next-line no-control-regex -- terminals send control characters; that is what we read here
const ARROWS = /\u001b[[O][0-9;]*[A-Za-z~]/g;

/** Arrows and their like come as an escape with more behind it; they mean nothing here. */
function keysIn(text: string): readonly string[] {
  const plain = text.replace(ARROWS, '');
  return Array.from(plain, (character) => {
    if (character === '\u001b') return 'escape';
    const letter = character.toLowerCase();
    return NAMED[character] ?? LATIN[letter] ?? letter;
  });
}

function lineReader(listeners: KeyboardListeners): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) listeners.onLine(line.trim());
  };
}
