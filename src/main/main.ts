import { readConfig, WrongSettings } from './config';
import { createLog } from './log';
import { CannotStart, CarillonNode } from './node';

/** A node that cannot stop in this time is ended: its calls are found again by the next one. */
const STOP_WITHIN_MS = 15_000;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.CARILLON_LOG_LEVEL);
  let ending = false;

  const end = (code: number, why: string): void => {
    if (ending) return;
    ending = true;
    log.info('stopping', { why });
    setTimeout(() => process.exit(code === 0 ? 1 : code), STOP_WITHIN_MS).unref();
    void node.stop().then(() => process.exit(code));
  };

  const node = new CarillonNode(config, log, (why) => end(3, why));
  process.on('SIGTERM', () => end(0, 'SIGTERM'));
  process.on('SIGINT', () => end(0, 'SIGINT'));
  process.on('unhandledRejection', (error) => {
    log.error('a promise was left alone; the node starts anew, calls go on', { error });
    end(1, 'unhandled rejection');
  });

  try {
    const running = await node.start();
    const { http, sites } = running;
    process.on('SIGHUP', () => void running.reload('SIGHUP'));
    log.info('ready', { url: `http://${http.host}:${http.port}`, revision: sites.current.revision });
    process.send?.({
      type: 'ready',
      http,
      sip: { host: config.CARILLON_SIP_HOST, port: config.CARILLON_SIP_PORT },
      numbers: [...sites.current.numbers].map(([number, { flow, person }]) => ({ number, flow, person })),
      agents: [...sites.current.agents.keys()],
    });
  } catch (error) {
    log.error('Carillon cannot start', { error });
    await node.stop();
    throw error;
  }
}

main().catch((error: unknown) => {
  const expected = error instanceof WrongSettings || error instanceof CannotStart;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`carillon: ${message}\n`);
  const exit = (): never => process.exit(expected ? 2 : 1);
  if (process.send) process.send({ type: 'failed', message }, exit);
  else exit();
});
