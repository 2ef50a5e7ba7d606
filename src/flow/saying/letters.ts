/** How single characters are called, so that an engine reads them letter by letter. Keys are small letters and marks. */
export type LetterNames = ReadonlyMap<string, string>;

const pairs = (text: string): [string, string][] =>
  text
    .trim()
    .split(/\s*\n\s*/)
    .map((line) => {
      const [letter = '', ...name] = line.split(' ');
      return [letter, name.join(' ')];
    });

const table = (letters: string, names: string): [string, string][] => {
  const list = names.split(',').map((name) => name.trim());
  return Array.from(letters, (letter, index) => [letter, list[index] ?? letter]);
};

const LATIN = 'abcdefghijklmnopqrstuvwxyz';
const CYRILLIC = 'абвгдеёжзийклмнопрстуфхцчшщъыьэюя';

export const englishLetters: LetterNames = new Map([
  ...table(
    LATIN,
    'ay, bee, cee, dee, ee, ef, gee, aitch, eye, jay, kay, el, em, en, oh, pee, cue, ar, ess, tee, you, vee, double-u, ex, why, zed',
  ),
  ...table(
    CYRILLIC,
    'ah, beh, veh, geh, deh, yeh, yo, zheh, zeh, ee, short ee, kah, el, em, en, oh, peh, er, es, teh, oo, ef, khah, tseh, cheh, shah, shchah, hard sign, yery, soft sign, eh, yu, yah',
  ),
  ...pairs(`
    . dot
    , comma
    - dash
    _ underscore
    @ at
    / slash
    : colon
    & and
    + plus
    * star
    # hash
  `),
]);

export const russianLetters: LetterNames = new Map([
  ...table(
    LATIN,
    'эй, би, си, ди, и, эф, джи, эйч, ай, джей, кей, эл, эм, эн, оу, пи, кью, ар, эс, ти, ю, ви, дабл-ю, икс, уай, зед',
  ),
  ...table(
    CYRILLIC,
    'а, бэ, вэ, гэ, дэ, е, ё, жэ, зэ, и, и краткое, ка, эл, эм, эн, о, пэ, эр, эс, тэ, у, эф, ха, цэ, че, ша, ща, твёрдый знак, ы, мягкий знак, э, ю, я',
  ),
  ...pairs(`
    . точка
    , запятая
    - дефис
    _ подчёркивание
    @ собака
    / косая черта
    : двоеточие
    & и
    + плюс
    * звёздочка
    # решётка
  `),
]);

/** Names with a pause after each; what has no name is left to the engine, spaces are only pauses. */
export function spelled(text: string, names: LetterNames, digit: (key: string) => string): string {
  const known = (character: string): string =>
    /^[0-9]$/.test(character) ? digit(character) : (names.get(character.toLowerCase()) ?? character);
  return Array.from(text.normalize('NFC').replace(/\s+/g, ''), known).join(', ');
}
