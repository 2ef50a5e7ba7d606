/** A logical line of an iCalendar file: lines that begin with a space go on the one before (RFC 5545, 3.1). */
export interface ContentLine {
  /** In the file, counted from 1. */
  readonly number: number;
  readonly text: string;
  /** `DTSTART`, in capitals. */
  readonly name: string;
  /** `TZID` → `Europe/Moscow`. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly value: string;
}

export function contentLines(text: string): readonly ContentLine[] {
  const unfolded: { number: number; text: string }[] = [];
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .forEach((line, index) => {
      const last = unfolded.at(-1);
      if (/^[ \t]/.test(line) && last) last.text += line.slice(1);
      else if (line !== '') unfolded.push({ number: index + 1, text: line });
    });
  return unfolded.map(({ number, text: line }) => ({ number, text: line, ...partsOf(line) }));
}

/** A colon or semicolon in quotes belongs to a parameter. */
function partsOf(line: string): Pick<ContentLine, 'name' | 'parameters' | 'value'> {
  const [, head = line, value = ''] = /^((?:"[^"]*"|[^":])*):(.*)$/s.exec(line) ?? [];
  const [name = '', ...rest] = head.match(/(?:"[^"]*"|[^";])+/g) ?? [];
  const parameters = rest.flatMap((each): [string, string][] => {
    const [, key, written = ''] = /^([^=]+)=(.*)$/s.exec(each) ?? [];
    return key === undefined ? [] : [[key.toUpperCase(), written.replace(/^"(.*)"$/, '$1')]];
  });
  return { name: name.toUpperCase(), parameters: new Map(parameters), value };
}
