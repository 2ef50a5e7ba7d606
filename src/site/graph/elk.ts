import { Worker } from 'node:worker_threads';
import type { ElkNode } from 'elkjs/lib/elk-api';

/** The largest flows take some seconds on a busy machine. */
const WITHIN_MS = 30_000;

/** The library is heavy, and its work too: it is loaded only here, and calls must not wait for it. */
const WORK = `
const { parentPort, workerData } = require('node:worker_threads');
const Elk = require(workerData.elk);
new Elk().layout(workerData.graph).then(
  (graph) => parentPort.postMessage({ graph }),
  (error) => parentPort.postMessage({ error: String(error) }),
);`;

/** Finds a place for everything in a graph (ELK), in a thread of its own. Rejects when it cannot, or takes too long. */
export function placed(graph: ElkNode): Promise<ElkNode> {
  const worker = new Worker(WORK, {
    eval: true,
    workerData: { elk: require.resolve('elkjs/lib/elk.bundled.js'), graph },
  });
  return new Promise<ElkNode>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no layout within ${WITHIN_MS / 1000} s`)), WITHIN_MS);
    worker.once('message', (said: { readonly graph?: ElkNode; readonly error?: string }) => {
      clearTimeout(late);
      if (said.graph) resolve(said.graph);
      else reject(new Error(`no layout: ${said.error ?? 'the library says nothing'}`));
    });
    worker.once('error', (error) => {
      clearTimeout(late);
      reject(error);
    });
  }).finally(() => worker.terminate());
}
