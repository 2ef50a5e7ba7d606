import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hears } from '../support/hearing';
import { useLiveCentre } from '../support/live-centre';
import { PATIENCE_MS } from '../support/patience';

const ANNA = 800;
const BORIS = 1000;
const OLGA = 1200;

interface Asked {
  readonly path: string;
  readonly question: { readonly call: string; readonly candidates: readonly { readonly agent: string }[] };
  answer(body: object): void;
}

/** Somebody's own program, which says who gets a call: it keeps each question until the test answers it. */
class Dispatcher {
  private readonly asked: Asked[] = [];
  private readonly waiting: ((asked: Asked) => void)[] = [];
  readonly server = createServer((request, response) => void this.take(request, response));

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  next(): Promise<Asked> {
    const asked = this.asked.shift();
    return asked ? Promise.resolve(asked) : new Promise((resolve) => this.waiting.push(resolve));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const asked: Asked = {
      path: `${request.method} ${request.url}`,
      question: JSON.parse(body) as Asked['question'],
      answer: (choice) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(choice)),
    };
    const next = this.waiting.shift();
    if (next) next(asked);
    else this.asked.push(asked);
  }
}

describe('a program outside that chooses the agent', () => {
  const dispatcher = new Dispatcher();
  const files: Record<string, string> = {
    'queues.yaml': `queues:
  sales: { title: Sales, ring_for: 2m, wrap_up: 1s, strategy: { ask: dispatcher, within: 2s }, announce: { position: false } }
  support: { title: Support }
  personal: { title: Personal }
`,
    'flows/main.yaml':
      'flow: main\nstart: all\nsteps:\n  all:\n    - answer\n    - queue: { name: sales }\n    - hangup\n',
    'agents.yaml':
      'agents:\n  anna: { name: Anna, phone: anna, queues: [sales] }\n  boris: { name: Boris, phone: boris, queues: [sales] }\n',
  };
  beforeAll(async () => {
    dispatcher.server.listen(0, '127.0.0.1');
    await once(dispatcher.server, 'listening');
    files['connectors.yaml'] =
      `connectors:\n  crm: { table: lists/customers.yaml }\n  dispatcher: { http: { url: "http://127.0.0.1:${dispatcher.port}/choose/{key}" } }\n`;
  });
  const centre = useLiveCentre({ files });
  afterAll(() => {
    dispatcher.server.closeAllConnections();
    dispatcher.server.close();
  });

  it('is asked for each call; its word counts, its silence leaves it to the strategy, and a kill -9 loses nobody', async () => {
    const [anna, boris] = await Promise.all([centre.agent('anna', ANNA), centre.agent('boris', BORIS)]);
    await centre.is('anna', 'available');
    await centre.is('boris', 'available');
    // What Asterisk knows of a phone that has just registered is looked at every few seconds.
    await centre.eventually(
      'two phones that can be rung',
      () => centre.redisDump(),
      (dump) => dump.split('"phone":"idle"').length === 3,
    );
    const olga = await centre.caller('79170000801', OLGA);

    // Anna has rested longer: by the strategy it would be her.
    const first = olga.call('1000');
    const asked = await dispatcher.next();
    expect(asked.path).toBe('POST /choose/sales');
    expect(asked.question.candidates.map(({ agent }) => agent)).toEqual(['anna', 'boris']);
    asked.answer({ agent: 'boris' });
    const ringing = await boris.nextCall(PATIENCE_MS);
    await ringing.answer();
    await hears(first, `${BORIS}`);
    first.hangup();
    await centre.untilAgent('boris', 'available');

    // It says nothing: after the budget Anna is rung.
    const second = olga.call('1000');
    await dispatcher.next();
    const annas = await anna.nextCall(PATIENCE_MS);
    second.hangup();
    await annas.ended(PATIENCE_MS);
    await centre.untilAgent('anna', 'available');

    // The node dies while the question is open, and another is asked.
    const third = olga.call('1000');
    const lost = await dispatcher.next();
    await centre.crash();
    lost.answer({ agent: 'anna' });
    await centre.start();
    const again = await dispatcher.next();
    expect(again.question.call).toBe(lost.question.call);
    again.answer({ agents: ['boris', 'anna'] });
    const last = await boris.nextCall(PATIENCE_MS);
    await last.answer();
    await hears(third, `${BORIS}`);
    third.hangup();

    expect((await centre.told('queue.chooser')).map(({ data }) => data.how)).toEqual(['chosen', 'late', 'chosen']);
  });
});
