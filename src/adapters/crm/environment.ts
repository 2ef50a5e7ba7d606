/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Puts in what `${NAME}` stands for. */
export const fillIn = (text: string, environment: Environment): string =>
  text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => valueOf(name, environment));

export function valueOf(name: string, environment: Environment): string {
  const value = environment[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`);
  return value;
}
