import { createContext, useContext } from 'react';
import { ApiError } from '../api';
import { en, type Words } from './en';
import { ru } from './ru';

export const languages = { en: 'English', ru: 'Русский' } as const;
export type Language = keyof typeof languages;

const WORDS: Readonly<Record<Language, Words>> = { en, ru };
const KEPT_AS = 'carillon.language';

export const LanguageContext = createContext<Language>('en');

export const useLanguage = (): Language => useContext(LanguageContext);
export const useWords = (): Words => WORDS[useLanguage()];

export function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT_AS) ?? navigator.language;
  return kept.startsWith('ru') ? 'ru' : 'en';
}

export const keepLanguage = (language: Language): void => localStorage.setItem(KEPT_AS, language);

/** What went wrong, as a sentence. */
export function sentence(error: unknown, { errors }: Words): string {
  if (!(error instanceof ApiError)) return errors.unknown(error instanceof Error ? error.message : String(error));
  switch (error.type) {
    case 'urn:carillon:problem:unreachable':
      return errors.unreachable;
    case 'urn:carillon:problem:unauthorized':
      return errors.unauthorized;
    case 'urn:carillon:problem:unavailable':
      return errors.unavailable;
    default:
      return errors.unknown(error.message);
  }
}

/** A word from a list that the node may know more of than this page. */
export const wordIn = (list: Readonly<Record<string, string>>, key: string): string => list[key] ?? key;

/** What the site calls a thing, in this language, or in the one it has. */
export const inLanguage = (labels: Readonly<Record<string, string>>, language: Language): string | undefined =>
  labels[language] ?? labels[''] ?? Object.values(labels)[0];
