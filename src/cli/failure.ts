/** Why a command came to nothing, as a sentence for whoever gave it. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** The command was given wrongly. */
export class Usage extends Failure {}

export const exitCodes = { fine: 0, failed: 1, usage: 2 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
