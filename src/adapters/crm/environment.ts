import { isOwnSetting, ownSettingRefused } from '../../domain/own-settings';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Puts in what `${NAME}` stands for. */
export const fillIn = (text: string, environment: Environment): string =>
  text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => valueOf(name, environment));

/** Throws for one that is not set, and for Carillon's own settings. */
export function valueOf(name: string, environment: Environment): string {
  if (isOwnSetting(name)) throw new Error(`${name}: ${ownSettingRefused}`);
  const value = environment[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`);
  return value;
}
