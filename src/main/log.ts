import { createLogger, format, transports } from 'winston';
import type { Log } from '../engine/ports/world';

/** JSON lines on stdout; errors keep their name, message, stack and cause. */
export function createLog(level: string): Log {
  const logger = createLogger({
    level,
    format: format.combine(format.timestamp(), format.json({ replacer: (_, value: unknown) => plain(value) })),
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- winston's own types do not agree
    transports: [new transports.Console()],
  });
  return {
    debug: (message, fields) => void logger.debug(message, fields),
    info: (message, fields) => void logger.info(message, fields),
    warn: (message, fields) => void logger.warn(message, fields),
    error: (message, fields) => void logger.error(message, fields),
  };
}

function plain(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  return { name, message, stack, ...(cause !== undefined && { cause: plain(cause) }) };
}
